import { basename, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { StartTraining } from '../commands/start-training';
import { createTrainingTask, readTaskDefinition } from './run-task';

/**
 * Tasks of type `qwen-lora` from `tasks.json`. What to run depends on the checks and the GPUs of the moment, so it is
 * settled only when the task's terminal opens.
 */
export function createTaskProvider(training: StartTraining): vscode.TaskProvider {
  return {
    provideTasks: () => [],
    resolveTask: (task) => {
      const definition = readTaskDefinition(task.definition);
      if (definition === undefined) return undefined;
      const scope = typeof task.scope === 'object' ? task.scope : undefined;
      const folder = (scope ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
      const target = { configPath: resolve(folder ?? '', definition.config), workspaceFolder: folder };
      const options = definition.gpu === undefined ? {} : { gpu: definition.gpu };
      return createTrainingTask({
        jobName: basename(target.configPath),
        // The editor matches the answer to its question by the very same definition object.
        definition: task.definition,
        scope: scope ?? vscode.TaskScope.Workspace,
        execution: training.taskExecution(target, options),
      });
    },
  };
}
