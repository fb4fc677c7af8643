import * as vscode from 'vscode';

/** What has really happened; the steps of the walkthrough "Train your first Qwen LoRA" complete by these context keys. */
export type Milestone = 'hasToolkit' | 'hasDataset' | 'wasChecked' | 'wasStarted' | 'sawSamples';

export async function setMilestone(milestone: Milestone, reached = true): Promise<void> {
  await vscode.commands.executeCommand('setContext', `qwenLora.${milestone}`, reached);
}
