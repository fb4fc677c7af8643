import type { LaunchAction } from '../../../core/launch/index';
import type { LaunchHost } from './launch-host';

/** What the action does, as the label of a button. */
export function launchActionLabel(action: LaunchAction): string {
  switch (action.kind) {
    case 'open-setting':
      return `Open the setting ${action.setting}`;
    case 'set-up-toolkit':
      return 'Set up ai-toolkit';
    case 'copy-command':
      return 'Copy the command';
  }
}

/** Does what a finding of the machine offers. Nothing is installed without the user running it. */
export async function doLaunchAction(action: LaunchAction, host: LaunchHost): Promise<void> {
  switch (action.kind) {
    case 'open-setting':
      await host.openSettings(action.setting);
      return;
    case 'set-up-toolkit':
      await host.setUpToolkit();
      return;
    case 'copy-command':
      await host.copyText(action.command);
      await host.dialogs.notify('information', `Copied: ${action.command}`);
  }
}
