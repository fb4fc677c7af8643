import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { StartTraining } from '../commands/start-training';
import { readTaskDefinition } from './run-task';

/**
 * Tasks of type `qwen-lora` from `tasks.json`. One is completed only when it is run, because what to run depends on
 * the checks and the GPUs of that moment; so none are offered beforehand.
 */
export function createTaskProvider(training: StartTraining): vscode.TaskProvider {
  return {
    provideTasks: () => [],
    resolveTask: async (task) => {
      const definition = readTaskDefinition(task.definition);
      if (definition === undefined) return undefined;
      const scope = typeof task.scope === 'object' ? task.scope : undefined;
      const folder = scope ?? vscode.workspace.workspaceFolders?.[0];
      const target = {
        configPath: resolve(folder?.uri.fsPath ?? '', definition.config),
        workspaceFolder: folder?.uri.fsPath,
      };
      const wishes = definition.gpu === undefined ? {} : { gpu: definition.gpu };
      const resolved = await training.makeTask(target, wishes, definition);
      // The editor matches the answer to its question by the very same definition object.
      if (resolved) resolved.definition = task.definition;
      return resolved;
    },
  };
}
