import * as vscode from 'vscode';
import type { Server } from '../language-client';

/** Folders that hold no configs of a person, or so many files that looking would take long. */
const passedOver = '**/{node_modules,.git,.venv,venv,__pycache__,.hg,.svn,site-packages}/**';
const limit = 5000;

export interface FoundConfig {
  readonly uri: vscode.Uri;
  readonly name: string | undefined;
}

/** The ai-toolkit configs of the workspace, by path. The editor lists the files, so that its excludes hold. */
export async function findConfigs(
  server: Server,
  token?: vscode.CancellationToken,
): Promise<readonly FoundConfig[]> {
  const uris = await vscode.workspace.findFiles('**/*.{yaml,yml,json,jsonc}', passedOver, limit, token);
  if (uris.length === 0) return [];
  const { configs } = await server.findConfigs(uris);
  return withoutJobCopies(configs.map(({ uri, name }) => ({ uri: vscode.Uri.parse(uri), name }))).sort(
    (a, b) => a.uri.path.localeCompare(b.uri.path),
  );
}

/** Leaves out the `config.yaml` that ai-toolkit writes into a job's folder, where the config that it copies is there too. */
function withoutJobCopies(found: readonly FoundConfig[]): FoundConfig[] {
  const isCopy = ({ uri, name }: FoundConfig) =>
    name !== undefined && uri.path.endsWith(`/${name}/config.yaml`);
  const written = new Set(found.filter((each) => !isCopy(each)).map(({ name }) => name));
  return found.filter((each) => !isCopy(each) || !written.has(each.name));
}

/** Whether one document is a config, as the server sees its current text. */
export async function isConfig(server: Server, document: vscode.TextDocument): Promise<boolean> {
  if (!mayBeConfig(document)) return false;
  const { configs } = await server.findConfigs([document.uri]);
  return configs.length > 0;
}

function mayBeConfig(document: vscode.TextDocument): boolean {
  return ['yaml', 'json', 'jsonc'].includes(document.languageId);
}
