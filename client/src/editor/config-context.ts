import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { Logger } from '../logger';
import type { Milestones } from '../milestones';
import { isConfig } from './find-configs';

const contextKey = 'qwenLora.isConfig';
const pauseMs = 250;

/** Keeps the context key `qwenLora.isConfig` true exactly while the active editor shows a config. */
export function watchActiveConfig(
  server: Server,
  log: Logger,
  reach: Milestones['reach'],
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let current: boolean | undefined;

  const update = async () => {
    const mine = ++turn;
    const document = vscode.window.activeTextEditor?.document;
    let value = false;
    try {
      value = document !== undefined && (await isConfig(server, document));
    } catch (error) {
      log.debug(`Whether the active document is a config is not known: ${String(error)}`);
    }
    if (mine !== turn || value === current) return;
    if (value) reach('config');
    current = value;
    await vscode.commands.executeCommand('setContext', contextKey, value);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), pauseMs);
  };

  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) later();
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
