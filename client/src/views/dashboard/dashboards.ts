import path from 'node:path';
import * as vscode from 'vscode';
import type { RunPlace } from '../../runs/watch/run-place';
import { pageViewType } from '../page-panel';
import { DashboardSession, type SessionHost } from './dashboard-session';

/** The dashboards that are open, one per job folder. */
export interface Dashboards extends vscode.Disposable {
  /** Shows a run, with the losses of other runs, by their job folders, over its own. */
  open(place: RunPlace, overlays?: readonly string[]): void;
}

/** Opens dashboards, and brings those back that were open when the window was closed. */
export function createDashboards(host: SessionHost): Dashboards {
  const open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: DashboardSession }>();
  const viewType = pageViewType('dashboard');

  const show = (panel: vscode.WebviewPanel, place: RunPlace, overlays: readonly string[]) => {
    const session = new DashboardSession(panel, place, overlays, host);
    open.set(place.folder, { panel, session });
    panel.onDidDispose(() => {
      session.dispose();
      if (open.get(place.folder)?.session === session) open.delete(place.folder);
    });
  };

  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const folder = typeof state === 'object' && state !== null ? Reflect.get(state, 'run') : undefined;
      if (typeof folder !== 'string' || !path.isAbsolute(folder) || open.has(folder)) {
        panel.dispose();
        return;
      }
      show(panel, await host.placeOf(folder), []);
    },
  });

  return {
    open(place, overlays = []) {
      const shown = open.get(place.folder);
      if (shown !== undefined) {
        shown.panel.reveal();
        shown.session.lay(overlays);
        return;
      }
      const panel = vscode.window.createWebviewPanel(viewType, 'Training', vscode.ViewColumn.Active);
      show(panel, place, overlays);
    },
    dispose() {
      serializer.dispose();
      for (const { panel } of open.values()) panel.dispose();
    },
  };
}
