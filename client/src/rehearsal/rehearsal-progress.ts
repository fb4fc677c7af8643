import * as vscode from 'vscode';
import type { RehearsalResult } from '../../../core/rehearsal/index';
import { progressText } from './rehearsal-message';
import { rehearseInProcess } from './rehearsal-process';

/** Shows phase and seconds; undefined when the user cancels, after everything was cleaned up. */
export async function rehearseWithProgress(
  program: string,
  args: readonly string[],
): Promise<RehearsalResult | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Rehearsing Qwen training',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const canceled = token.onCancellationRequested(() => controller.abort());
    const began = Date.now();
    let phase = 'preparing';
    const tell = () =>
      progress.report({ message: progressText(phase, Math.round((Date.now() - began) / 1000)) });
    const timer = setInterval(tell, 1_000);
    const onPhase = (next: string) => {
      phase = next;
      tell();
    };
    try {
      const result = await rehearseInProcess({ program, args, canceled: controller.signal, onPhase });
      return controller.signal.aborted ? undefined : result;
    } finally {
      clearInterval(timer);
      canceled.dispose();
    }
  });
}
