import path from 'node:path';
import * as vscode from 'vscode';
import { chooseTargets } from '../../commands/launch-target';
import { pageViewType } from '../page-panel';
import { type PlanPagesHost, PlanSession } from './plan-session';

/** The open plans, one per config. */
export interface PlanPages extends vscode.Disposable {
  /** The command: shows the plan of a config. */
  show(args: readonly unknown[]): Promise<void>;
}

/** Opens plans, and brings those back that were open when the window was closed. */
export function createPlanPages(host: PlanPagesHost): PlanPages {
  const open = new Map<string, vscode.WebviewPanel>();
  const viewType = pageViewType('plan');
  const fill = (panel: vscode.WebviewPanel, configPath: string) => {
    const session = new PlanSession(panel, configPath, host);
    open.set(configPath, panel);
    panel.onDidDispose(() => {
      session.dispose();
      if (open.get(configPath) === panel) open.delete(configPath);
    });
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const configPath = typeof state === 'object' && state !== null ? Reflect.get(state, 'path') : undefined;
      if (typeof configPath !== 'string' || !path.isAbsolute(configPath) || open.has(configPath)) {
        panel.dispose();
        return;
      }
      fill(panel, configPath);
    },
  });
  return {
    async show(args) {
      for (const { configPath } of await chooseTargets(args, host.server, host.launch.dialogs)) {
        const shown = open.get(configPath);
        if (shown) shown.reveal();
        else fill(vscode.window.createWebviewPanel(viewType, 'Plan', vscode.ViewColumn.Beside), configPath);
      }
    },
    dispose() {
      serializer.dispose();
      for (const panel of open.values()) panel.dispose();
    },
  };
}
