import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { ProjectSettingsSource } from './project-settings';
import { defaultSettings, parseSettings, type Settings } from './settings';

/** Settings by document: asked from the client where it can answer, else what it last sent. */
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
  onChange: () => void,
  project: ProjectSettingsSource,
): SettingsSource {
  const cache = new Map<string, Promise<Settings>>();
  let sent: Settings = defaultSettings;
  connection.onDidChangeConfiguration((change) => {
    cache.clear();
    const settings: unknown = change.settings;
    if (typeof settings === 'object' && settings !== null && 'qwenLora' in settings) {
      sent = parseSettings(settings.qwenLora);
    }
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
      .then(parseSettings, () => defaultSettings);
    cache.set(uri, asked);
    return asked;
  };
  return {
    settingsFor: async (uri, isFresh = false) => project.over(await userSettings(uri), uri, isFresh),
    forget: (uri) => cache.delete(uri),
  };
}
