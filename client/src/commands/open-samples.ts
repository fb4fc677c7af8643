import * as vscode from 'vscode';
import { isImageName } from '../../../core/launch/index';
import { type Files, pathsOf } from '../launch/files';
import type { LaunchHost } from '../launch/launch-host';
import type { RunRecord } from '../runs/run-record';

/** Opens the newest picture that the newest training with pictures has drawn. `records` are oldest first. */
export async function openSamples(records: readonly RunRecord[], host: LaunchHost): Promise<void> {
  const paths = pathsOf(host.platform);
  for (const record of [...records].reverse()) {
    const folder = paths.join(record.jobFolder, 'samples');
    const newest = await newestImage(folder, host.files, paths);
    if (newest === undefined) continue;
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(newest));
    host.reach('samples');
    return;
  }
  await host.dialogs.notify(
    'information',
    'There are no samples yet. A training draws them before its first step and each sample_every steps, into the folder "samples" of its job.',
  );
}

async function newestImage(
  folder: string,
  files: Files,
  paths: ReturnType<typeof pathsOf>,
): Promise<string | undefined> {
  if ((await files.kind(folder)) !== 'folder') return undefined;
  const images = (await files.list(folder))
    .filter(({ name, isFolder }) => !isFolder && isImageName(name))
    .map(({ name }) => paths.join(folder, name));
  const dated = await Promise.all(
    images.map(async (path) => ({ path, at: (await files.changedAt(path)) ?? 0 })),
  );
  return dated.sort((a, b) => b.at - a.at)[0]?.path;
}
