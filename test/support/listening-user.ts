import type { Dialogs } from '../../client/src/launch/dialogs';

/** What a launch told the user, and what it asked; every question is answered with nothing. */
export interface Conversation {
  readonly messages: string[];
  readonly dialogs: Dialogs;
}

/**
 * A user who reads everything and, unless told otherwise, chooses nothing.
 *
 * @param answer picks one of a message's actions, or undefined
 * @param choose picks one of a list's labels, or undefined
 * @param folder picks a folder, or undefined
 */
export function listeningUser(
  answer: (message: string, actions: readonly string[]) => string | undefined = () => undefined,
  choose: (title: string, labels: readonly string[]) => string | undefined = () => undefined,
  folder: (title: string) => string | undefined = () => undefined,
): Conversation {
  const messages: string[] = [];
  return {
    messages,
    dialogs: {
      notify: async (_level, message, ...actions) => {
        messages.push(message);
        return answer(message, actions);
      },
      pick: async (items, options) => {
        const labels = items.map(({ label, detail }) => `${label} ${detail ?? ''}`);
        messages.push([options.title, ...labels].join('\n'));
        const chosen = choose(
          options.title,
          items.map(({ label }) => label),
        );
        return items.find(({ label }) => label === chosen)?.value;
      },
      pickFolder: async (title) => {
        messages.push(title);
        return folder(title);
      },
      askText: async ({ title, value }) => {
        messages.push(title);
        return value;
      },
      askSecret: async (title) => {
        messages.push(title);
        return undefined;
      },
    },
  };
}
