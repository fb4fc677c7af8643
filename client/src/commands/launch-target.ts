import * as vscode from 'vscode';
import { findConfigs, isConfig } from '../editor/find-configs';
import type { Server } from '../language-client';
import type { Dialogs } from '../launch/dialogs';
import type { LaunchTarget } from '../launch/launch-host';

/**
 * The configs that a command is for: those selected in the explorer, the one that was passed, the active editor's,
 * or the one that the user picks from the workspace. Empty after the user was told why, or picked none.
 */
export async function chooseTargets(
  args: readonly unknown[],
  server: Server,
  dialogs: Dialogs,
): Promise<LaunchTarget[]> {
  const uris = await savedUris(await chooseUris(args, server, dialogs));
  if (uris.some(({ scheme }) => scheme !== 'file')) {
    await dialogs.notify(
      'error',
      'Training needs a config on a local disk. Open the folder itself, or clone the repository, on the machine with the GPU.',
    );
    return [];
  }
  return uris.map((uri) => ({
    configPath: uri.fsPath,
    workspaceFolder: vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath,
  }));
}

/** ai-toolkit reads configs from disk, so a new one is saved first; VS Code asks where. Without those that were not saved. */
async function savedUris(uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const saved: vscode.Uri[] = [];
  for (const uri of uris) {
    const place = uri.scheme === 'untitled' ? await vscode.workspace.save(uri) : uri;
    if (place) saved.push(place);
  }
  return saved;
}

async function chooseUris(
  [clicked, selected]: readonly unknown[],
  server: Server,
  dialogs: Dialogs,
): Promise<vscode.Uri[]> {
  const marked = Array.isArray(selected) ? selected.filter((uri) => uri instanceof vscode.Uri) : [];
  if (marked.length > 1) return marked;
  if (clicked instanceof vscode.Uri) return [clicked];
  if (typeof clicked === 'string') return [vscode.Uri.file(clicked)];

  const active = vscode.window.activeTextEditor?.document;
  if (active && (await isConfig(server, active))) return [active.uri];
  const configs = await findConfigs(server);
  if (configs.length === 0) {
    await dialogs.notify(
      'information',
      'There is no ai-toolkit config in this workspace yet. In a new YAML file, the snippet "qwen-character" writes one.',
    );
    return [];
  }
  const chosen = await dialogs.pick(
    configs.map(({ uri, name }) => ({
      label: name ?? uri.path.split('/').at(-1) ?? uri.path,
      description: vscode.workspace.asRelativePath(uri),
      value: uri,
    })),
    { title: 'Which config?' },
  );
  return chosen ? [chosen] : [];
}
