import path from 'node:path';
import * as vscode from 'vscode';
import { pageViewType } from '../page-panel';
import { type CompareHost, CompareSession } from './compare-session';

/** The open comparisons, one per run that one is kept with. */
export interface ComparePages extends vscode.Disposable {
  /** Compares the checkpoints of runs, by their job folders. The comparison is kept with the first. */
  open(folders: readonly string[]): Promise<void>;
}

/** Opens comparisons, and brings those back that were open when the window was closed. */
export function createComparePages(host: CompareHost): ComparePages {
  const open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: CompareSession }>();
  const viewType = pageViewType('compare');
  const fill = (panel: vscode.WebviewPanel, folders: readonly string[]) => {
    const [home = ''] = folders;
    const session = new CompareSession(panel, folders, host);
    open.set(home, { panel, session });
    panel.onDidDispose(() => {
      session.dispose();
      if (open.get(home)?.session === session) open.delete(home);
    });
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const kept = typeof state === 'object' && state !== null ? Reflect.get(state, 'runs') : undefined;
      const folders = Array.isArray(kept)
        ? kept.filter((folder) => typeof folder === 'string' && path.isAbsolute(folder))
        : [];
      const [home] = folders;
      if (home === undefined || open.has(home)) panel.dispose();
      else fill(panel, folders);
    },
  });
  return {
    async open(folders) {
      const [home, ...others] = folders;
      if (home === undefined) return;
      const shown = open.get(home);
      if (shown === undefined) {
        fill(vscode.window.createWebviewPanel(viewType, 'Compare', vscode.ViewColumn.Active), folders);
        return;
      }
      shown.panel.reveal();
      await shown.session.add(others);
    },
    dispose() {
      serializer.dispose();
      for (const { panel } of open.values()) panel.dispose();
    },
  };
}
