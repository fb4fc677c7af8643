import type { StartPlace } from '../../../common/protocol';
import type { DiagnosticOptions, ParsedConfig } from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import type { WorkspaceFolders } from '../connection/workspace-folders';
import type { Environments } from '../disk/environment';
import { folderOf, type PathPlaces, workspaceFolderOf } from '../disk/path-places';
import { toolkitFolder } from '../disk/toolkit-folder';
import type { ToolkitReader } from '../disk/toolkit-reader';
import { isExcluded, isOurs } from '../settings/config-filter';
import type { Settings } from '../settings/settings';
import type { SettingsSource } from '../settings/settings-source';

/** A document that is ours, with the settings that hold for it. */
export interface OpenConfig {
  readonly parsed: ParsedConfig;
  readonly settings: Settings;
}

/** The one way from a uri to a config: every request that is about a config starts here. */
export interface ConfigAccess {
  /** An open document; undefined when it is not open or not a config. */
  openConfig(uri: string): Promise<OpenConfig | undefined>;
  /** The same, also for a document that is only the beginning of a config. */
  openBeginning(uri: string): Promise<OpenConfig | undefined>;
  /**
   * An open document, else the file on disk, with the settings as the disk has them now; undefined when it cannot be read
   * or is not a config. Never part of a keystroke.
   */
  openOrOnDisk(uri: string): Promise<OpenConfig | undefined>;
  /** How the document is judged. `start` says where ai-toolkit is about to run; without it the settings say so. */
  optionsFor(uri: string, start?: StartPlace): Promise<DiagnosticOptions>;
  /** Where relative paths of the document may start. */
  placesFor(uri: string): Promise<PathPlaces>;
}

export interface ConfigAccessDependencies {
  readonly documents: Documents;
  readonly settings: SettingsSource;
  readonly toolkits: ToolkitReader;
  readonly environments: Environments;
  readonly workspaceFolders: WorkspaceFolders;
  mayBecomeConfig(parsed: ParsedConfig): boolean;
}

/** Joins documents, settings and the known checkouts. */
export function createConfigAccess(dependencies: ConfigAccessDependencies): ConfigAccess {
  const { documents, settings, toolkits, environments, workspaceFolders } = dependencies;
  const ifOurs = async (
    parsed: ParsedConfig | undefined,
    accepts: (parsed: ParsedConfig, settings: Settings) => boolean,
    isFresh = false,
  ): Promise<OpenConfig | undefined> => {
    if (!parsed) return undefined;
    const current = await settings.settingsFor(parsed.uri, isFresh);
    return accepts(parsed, current) ? { parsed, settings: current } : undefined;
  };
  const checkoutOf = (uri: string, { toolkitPath }: Settings) =>
    toolkitFolder(toolkitPath, {
      workspaceFolder: workspaceFolderOf(uri, workspaceFolders()),
      fileDirname: folderOf(uri),
    });
  return {
    openConfig: (uri) => ifOurs(documents.open(uri), isOurs),
    openBeginning: (uri) =>
      ifOurs(documents.open(uri), (parsed, current) =>
        dependencies.mayBecomeConfig(parsed) ? !isExcluded(uri, current) : isOurs(parsed, current),
      ),
    openOrOnDisk: async (uri) => ifOurs(await documents.openOrOnDisk(uri), isOurs, true),
    async optionsFor(uri, start) {
      const current = await settings.settingsFor(uri);
      const folder = start?.toolkit ?? checkoutOf(uri, current);
      return {
        severities: current.rules,
        useCase: current.useCase,
        syntaxErrors: current.syntaxErrors,
        variable: await environments.environmentOf(folder, start !== undefined),
        toolkit: folder === undefined ? undefined : toolkits.keysFor(folder),
        toolkitVersion: current.toolkitVersion,
      };
    },
    async placesFor(uri) {
      const { launchFolder } = await settings.settingsFor(uri);
      return { launchFolder, workspaceFolders: workspaceFolders() };
    },
  };
}
