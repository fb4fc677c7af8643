import path from 'node:path';
import * as vscode from 'vscode';
import type { LaunchHost, LaunchTarget } from '../launch/launch-host';
import { rehearseDetail } from '../launch/rehearse-offer';

const askedKey = 'rehearseBeforeStartAsked';

type Context = Pick<vscode.ExtensionContext, 'globalState'>;

/** Whether the question of `qwenLora.rehearseBeforeStart` was never asked; it is asked once. */
export function mayAsk({ globalState }: Context): boolean {
  return globalState.get<unknown>(askedKey) !== true;
}

/**
 * At the first start of a config that was not rehearsed since its last change: whether to rehearse it. Closing the question
 * starts the training, which the user asked for.
 */
export async function askAtStart(target: LaunchTarget, context: Context, host: LaunchHost): Promise<boolean> {
  if (!mayAsk(context)) return false;
  await context.globalState.update(askedKey, true);
  const name = path.basename(target.configPath);
  const answer = await host.dialogs.pick<'start' | 'once' | 'changed'>(
    [
      { label: '$(beaker) Rehearse it first', detail: rehearseDetail, value: 'once' },
      { label: '$(sync) Rehearse first whenever a config was changed', value: 'changed' },
      { label: '$(play) Start without a rehearsal', value: 'start' },
    ],
    {
      title: `${name} was not rehearsed since its last change`,
      placeholder: 'This question is asked once. Escape starts the training.',
    },
  );
  if (answer === 'changed') await remember('changed');
  return answer === 'once' || answer === 'changed';
}

/** After the first passed rehearsal: whether starts shall be rehearsed too. */
export async function askAfterPass(context: Context, host: LaunchHost): Promise<void> {
  if (!mayAsk(context)) return;
  await context.globalState.update(askedKey, true);
  const changed = 'When the config changed';
  const always = 'Always';
  const question = 'Rehearse before each start of a training?';
  const answer = await host.dialogs.notify('information', question, changed, always, 'Never');
  if (answer === changed || answer === always) await remember(answer === always ? 'always' : 'changed');
}

async function remember(value: 'changed' | 'always'): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('qwenLora');
  await configuration.update('rehearseBeforeStart', value, vscode.ConfigurationTarget.Global);
}
