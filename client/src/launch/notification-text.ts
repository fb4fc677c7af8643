import { printable } from '../../../core/launch/index';

/**
 * A message as a notification shows it. Names of jobs and files come from others, and the editor makes links, even of commands,
 * of `[text](target)`.
 */
export function notificationText(message: string): string {
  return printable(message).replaceAll('](', '] (');
}
