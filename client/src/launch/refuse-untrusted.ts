import type { LaunchHost } from './launch-host';

/**
 * Says that something needs a trusted workspace, with the way to trust it.
 *
 * @param what begins the sentence: `Training`
 */
export async function refuseUntrusted(
  what: string,
  host: Pick<LaunchHost, 'dialogs' | 'manageTrust'>,
): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const text = `${what} needs a trusted workspace, because it runs programs.`;
  if ((await host.dialogs.notify('error', text, manage)) === manage) await host.manageTrust();
}
