import { readSyntaxErrorsSetting } from './config';

/** What the client knows and the settings do not say. */
export interface KnownToServer {
  /** Whether another extension already reports plain YAML syntax errors. */
  readonly yamlErrorsReportedElsewhere: boolean;
  /** The ai-toolkit checkout that the client found or the user chose, if any. */
  readonly toolkitPath: string | undefined;
}

/**
 * One answer to the server's `workspace/configuration`, with `auto` resolved: the server never has to know which
 * other extensions there are. An empty `toolkitPath` is filled with the checkout that the client found.
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
  return {
    ...settings,
    yaml: resolveYaml(settings.yaml, known),
    toolkitPath: resolveToolkitPath(settings.toolkitPath, known),
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
  return typeof value === 'string' && value.trim() !== '' ? value : (known.toolkitPath ?? '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
