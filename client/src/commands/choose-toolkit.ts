import { askForToolkit } from '../launch/find-tools';
import type { LaunchHost } from '../launch/launch-host';
import type { Toolkit } from '../launch/toolkit-locator';
import type { ToolkitStatus } from '../views/toolkit-status';

/** Says which ai-toolkit this window uses, and lets the user name another. */
export async function chooseToolkit(status: ToolkitStatus, host: LaunchHost): Promise<void> {
  await status.refresh();
  const { toolkit } = status;
  if (toolkit !== undefined) {
    const other = 'Choose another';
    const answer = await host.dialogs.notify(
      'information',
      `ai-toolkit ${toolkit.version} was found at '${toolkit.path}'.`,
      other,
    );
    if (answer !== other) return;
  }
  const chosen = await askForToolkit(
    host,
    toolkit === undefined
      ? 'ai-toolkit was not found in the workspace, its parent folders or your home folder.'
      : 'Which ai-toolkit shall be used?',
  );
  await status.refresh();
  if (chosen !== undefined) await offerRehearsal(chosen, host);
}

async function offerRehearsal({ version, path }: Toolkit, host: LaunchHost): Promise<void> {
  const rehearse = 'Rehearse a config';
  const answer = await host.dialogs.notify(
    'information',
    `Trainings use ai-toolkit ${version} at '${path}' from now on. A rehearsal shows in about a minute whether it runs here.`,
    rehearse,
  );
  if (answer === rehearse) await host.rehearse();
}
