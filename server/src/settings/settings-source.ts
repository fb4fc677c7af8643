import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import { isObject } from '../../../common/json-object';
import type { ProjectSettingsSource } from './project-settings';
import { defaultSettings, parseSettings, type Settings } from './settings';

/** Settings by document: asked from the client where it can answer, else what it last sent, at the start in `initializationOptions`. */
export interface SettingsSource {
  /** `isFresh` asks the project files on disk now, for who is about to act; otherwise only a first question waits for them. */
  settingsFor(uri: string, isFresh?: boolean): Promise<Settings>;
  forget(uri: string): void;
}

/** Caches settings per document and drops them when the client says that something changed. */
export function openSettingsSource(
  connection: Connection,
  canAsk: boolean,
  canRegister: boolean,
  initializationOptions: unknown,
  onChange: () => void,
  project: ProjectSettingsSource,
): SettingsSource {
  const cache = new Map<string, Promise<Settings>>();
  let sent = settingsIn(initializationOptions) ?? defaultSettings;
  connection.onDidChangeConfiguration((change) => {
    cache.clear();
    sent = settingsIn(change.settings) ?? sent;
    onChange();
  });
  if (canRegister) {
    connection.onInitialized(() => {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'qwenLora' })
        // A client that refuses sends its changes by itself, or none.
        .catch((error) => connection.console.warn(`Settings changes are not announced: ${String(error)}`));
    });
  }
  const userSettings = async (uri: string): Promise<Settings> => {
    if (!canAsk) return sent;
    const known = cache.get(uri);
    if (known) return known;
    const asked = connection.workspace
      .getConfiguration({ scopeUri: uri, section: 'qwenLora' })
      // A client that knows nothing of our section answers null.
      .then(
        (answer) => (isObject(answer) ? parseSettings(answer) : sent),
        () => sent,
      );
    cache.set(uri, asked);
    return asked;
  };
  return {
    settingsFor: async (uri, isFresh = false) => project.over(await userSettings(uri), uri, isFresh),
    forget: (uri) => cache.delete(uri),
  };
}

/** The settings below `qwenLora` in what a client sends by itself; undefined if there are none. */
function settingsIn(value: unknown): Settings | undefined {
  return isObject(value) && isObject(value.qwenLora) ? parseSettings(value.qwenLora) : undefined;
}
