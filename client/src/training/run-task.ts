import * as vscode from 'vscode';
import type { CommandLine } from './command-line';

export const taskType = 'qwen-lora';

/** What `tasks.json` says of one of our tasks. */
export interface TrainingTaskDefinition extends vscode.TaskDefinition {
  /** Path of the config, absolute or from the workspace folder. */
  readonly config: string;
  /** Index of the GPU to use. */
  readonly gpu?: number;
}

export interface TaskRequest {
  readonly command: CommandLine;
  readonly jobName: string;
  readonly definition: TrainingTaskDefinition;
  readonly scope: vscode.WorkspaceFolder | vscode.TaskScope.Workspace | vscode.TaskScope.Global;
}

/**
 * A Task that runs the command without a shell, in a terminal of its own that carries the job's name. The editor may
 * give the same task from `tasks.json` a label of its own, so the name is only ours for tasks that we start.
 */
export function createTrainingTask({ command, jobName, definition, scope }: TaskRequest): vscode.Task {
  const execution = new vscode.ProcessExecution(command.program, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
  });
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

/** The definition in a task, when it is one of ours and complete. */
export function readTaskDefinition(definition: vscode.TaskDefinition): TrainingTaskDefinition | undefined {
  const config: unknown = definition.config;
  const gpu: unknown = definition.gpu;
  if (definition.type !== taskType || typeof config !== 'string' || config === '') return undefined;
  return typeof gpu === 'number' ? { type: taskType, config, gpu } : { type: taskType, config };
}

/** Starts a task and answers when its process has ended: its exit code, or undefined when it was ended from outside. */
export async function runToEnd(task: vscode.Task): Promise<number | undefined> {
  let started: vscode.TaskExecution | undefined;
  const early: vscode.TaskProcessEndEvent[] = [];
  let settle: ((code: number | undefined) => void) | undefined;
  const ended = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const listeners = [
    vscode.tasks.onDidEndTaskProcess((event) => {
      if (started === undefined) early.push(event);
      else if (event.execution === started) settle?.(event.exitCode);
    }),
    // A program that cannot be started has no process to end.
    vscode.tasks.onDidEndTask((event) => {
      if (started !== undefined && event.execution === started) settle?.(undefined);
    }),
  ];
  try {
    started = await vscode.tasks.executeTask(task);
    const over = early.find(({ execution }) => execution === started);
    if (over) return over.exitCode;
    return await ended;
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

function oneLine(text: string): string {
  return Array.from(text, (character) => (character < ' ' ? ' ' : character)).join('');
}
