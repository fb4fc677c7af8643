import * as vscode from 'vscode';
import type { SetupStep } from './setup-steps';

const setupTaskType = 'qwen-lora-setup';

/**
 * Runs one step as a Task in the set-up's terminal, where the command itself and all that it prints are seen.
 *
 * @returns its exit code, or undefined when it could not be started or was ended from outside
 */
export async function runSetupStep(
  step: SetupStep,
  token: vscode.CancellationToken,
): Promise<number | undefined> {
  const execution = new vscode.ProcessExecution(step.program, [...step.args], {
    cwd: step.cwd,
    // A pip that asks would wait for an answer that nobody sees coming.
    env: { PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  });
  const task = new vscode.Task(
    { type: setupTaskType, step: step.key },
    vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global,
    step.title,
    'ai-toolkit',
    execution,
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Shared,
    echo: true,
    clear: false,
    showReuseMessage: false,
  };
  return new Promise((resolve, reject) => {
    const isOurs = ({ execution }: { readonly execution: vscode.TaskExecution }) =>
      execution.task.definition.type === setupTaskType && execution.task.definition.step === step.key;
    const listeners: vscode.Disposable[] = [];
    const finish = (code: number | undefined) => {
      vscode.Disposable.from(...listeners).dispose();
      resolve(code);
    };
    listeners.push(
      vscode.tasks.onDidEndTaskProcess((event) => {
        if (isOurs(event)) finish(event.exitCode);
      }),
      // A program that cannot be started ends its task without ever being a process; the other event comes first.
      vscode.tasks.onDidEndTask((event) => {
        if (isOurs(event)) setTimeout(() => finish(undefined), 500);
      }),
    );
    vscode.tasks.executeTask(task).then((running) => {
      listeners.push(token.onCancellationRequested(() => running.terminate()));
    }, reject);
  });
}
