import * as vscode from 'vscode';
import type { CommandLine } from '../launch/command-line';

export const taskType = 'qwen-lora';

/** What `tasks.json` says of one of our tasks. */
export interface TrainingTaskDefinition extends vscode.TaskDefinition {
  /** Path of the config, absolute or from the workspace folder. */
  readonly config: string;
  /** Index of the GPU to use. */
  readonly gpu?: number;
}

export interface TaskRequest {
  readonly jobName: string;
  readonly definition: vscode.TaskDefinition;
  readonly scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace | vscode.TaskScope.Global;
  readonly execution: vscode.ProcessExecution | vscode.CustomExecution;
}

/** A Task in a terminal of its own that carries the job's name. */
export function createTrainingTask({ jobName, definition, scope, execution }: TaskRequest): vscode.Task {
  const task = new vscode.Task(
    definition,
    scope,
    `Train ${oneLine(jobName)}`,
    'Qwen LoRA Trainer',
    execution,
    [],
  );
  task.detail = 'Trains with ai-toolkit';
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: false,
    echo: true,
    showReuseMessage: false,
    clear: false,
  };
  return task;
}

/** The command as the terminal's own process: a program and an argument array, without a shell. */
export function processExecution(command: CommandLine): vscode.ProcessExecution {
  return new vscode.ProcessExecution(command.program, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
  });
}

/** The definition in a task, when it is one of ours and complete. */
export function readTaskDefinition(definition: vscode.TaskDefinition): TrainingTaskDefinition | undefined {
  const config: unknown = definition.config;
  const gpu: unknown = definition.gpu;
  if (definition.type !== taskType || typeof config !== 'string' || config === '') return undefined;
  return typeof gpu === 'number' ? { type: taskType, config, gpu } : { type: taskType, config };
}

/** Where a task for this config belongs. */
export function taskScopeOf(configPath: string): TaskRequest['scope'] {
  return (
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(configPath)) ??
    (vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global)
  );
}

function oneLine(text: string): string {
  return Array.from(text, (character) => (character < ' ' ? ' ' : character)).join('');
}
