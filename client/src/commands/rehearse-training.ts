import * as vscode from 'vscode';
import type { Server } from '../language-client';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import type { Rehearsals } from '../rehearsal/rehearsals';
import { chooseTargets } from './launch-target';

/** "Rehearse Qwen Training": runs each chosen config through ai-toolkit with a small model. */
export async function rehearseTraining(
  args: readonly unknown[],
  server: Server,
  host: LaunchHost,
  rehearsals: Rehearsals,
): Promise<void> {
  for (const target of await chooseTargets(args, server, host.dialogs)) await rehearsals.rehearse(target);
}

/** The button "Rehearse": the config that it stands by, or one that the user picks. */
export async function rehearseOffered(
  target: LaunchTarget | undefined,
  server: Server,
  host: LaunchHost,
  rehearsals: Rehearsals,
): Promise<void> {
  if (target) await rehearsals.rehearse(target);
  else await rehearseTraining([], server, host, rehearsals);
}

/** "Start Qwen training": rehearses first where the setting asks for it, and starts what may go on. */
export async function startRehearsed(
  args: readonly unknown[],
  server: Server,
  host: LaunchHost,
  rehearsals: Rehearsals,
  start: (...args: unknown[]) => Promise<void>,
): Promise<void> {
  if (!rehearsals.guardsStarts()) return start(...args);
  const ready: vscode.Uri[] = [];
  for (const target of await chooseTargets(args, server, host.dialogs)) {
    if (await rehearsals.beforeStart(target)) ready.push(vscode.Uri.file(target.configPath));
  }
  const last = args.at(-1);
  const isOptions = typeof last === 'object' && !(last instanceof vscode.Uri) && !Array.isArray(last);
  if (ready.length > 0) await start(ready[0], ready, ...(isOptions ? [last] : []));
}

/** Starts one config as the command does. */
export async function startTarget(
  { configPath }: LaunchTarget,
  server: Server,
  host: LaunchHost,
  rehearsals: Rehearsals,
  start: (...args: unknown[]) => Promise<void>,
): Promise<void> {
  await startRehearsed([vscode.Uri.file(configPath)], server, host, rehearsals, start);
}
