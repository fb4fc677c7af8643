import { isObject } from '../../common/json-object';
import { readSyntaxErrorsSetting } from './config';
import { type PathPlaces, resolveSettingPath } from './launch/setting-path';

/** What the client knows and the settings do not say. */
export interface KnownToServer {
  /** Whether another extension already reports plain YAML syntax errors. */
  readonly yamlErrorsReportedElsewhere: boolean;
  /** The ai-toolkit checkout that the client found or the user chose, if any. */
  readonly toolkitPath: string | undefined;
  /** Where paths in the settings of the asked document start. */
  readonly places: PathPlaces;
}

/**
 * One answer to the server's `workspace/configuration`, with `auto` resolved: the server never has to know which
 * other extensions there are. An empty `toolkitPath` is filled with the checkout that the client found, and `launchFolder`
 * says where relative paths of a config start when it is trained.
 */
export function resolveForServer(section: string | undefined, value: unknown, known: KnownToServer): unknown {
  if (section === 'qwenLora') return resolveSection(value, known);
  if (section === 'qwenLora.yaml') return resolveYaml(value, known);
  if (section === 'qwenLora.yaml.syntaxErrors') return resolveSyntaxErrors(value, known);
  if (section === 'qwenLora.toolkitPath') return resolveToolkitPath(value, known);
  return value;
}

function resolveSection(value: unknown, known: KnownToServer): unknown {
  const settings = isObject(value) ? value : {};
  const toolkitPath = resolveToolkitPath(settings.toolkitPath, known);
  const launchFolder = isWritten(settings.workingDirectory) ? settings.workingDirectory : toolkitPath;
  return {
    ...settings,
    yaml: resolveYaml(settings.yaml, known),
    toolkitPath,
    ...(launchFolder === '' ? {} : { launchFolder: resolveSettingPath(launchFolder, known.places) }),
  };
}

function resolveYaml(value: unknown, known: KnownToServer): unknown {
  const yaml = isObject(value) ? value : {};
  return { ...yaml, syntaxErrors: resolveSyntaxErrors(yaml.syntaxErrors, known) };
}

function resolveSyntaxErrors(value: unknown, known: KnownToServer): 'on' | 'off' {
  const setting = readSyntaxErrorsSetting(value);
  if (setting !== 'auto') return setting;
  return known.yamlErrorsReportedElsewhere ? 'off' : 'on';
}

function resolveToolkitPath(value: unknown, known: KnownToServer): string {
  return isWritten(value) ? value : (known.toolkitPath ?? '');
}

function isWritten(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
