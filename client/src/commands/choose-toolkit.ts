import { askForToolkit } from '../launch/find-tools';
import type { LaunchHost } from '../launch/launch-host';
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
    await askForToolkit(host, 'Which ai-toolkit shall be used?');
  } else {
    await askForToolkit(
      host,
      'ai-toolkit was not found in the workspace, its parent folders or your home folder.',
    );
  }
  await status.refresh();
}
