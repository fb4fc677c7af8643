import {
  type HintKind,
  hintKinds,
  readVersion,
  type Severity,
  type UseCase,
} from '../../../core/language-service';

/** The settings that the server reads, below `qwenLora.`; frozen once parsed. */
export interface Settings {
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly useCase: UseCase;
  readonly syntaxErrors: boolean;
  /** Globs of files that are configs whatever they hold. */
  readonly include: readonly string[];
  /** Globs of files that are never configs. */
  readonly exclude: readonly string[];
  /** Where relative paths of a config start when it is launched; undefined when that is not known. */
  readonly launchFolder: string | undefined;
  /** The ai-toolkit checkout as the user wrote it or as the client found it; undefined when none is known. */
  readonly toolkitPath: string | undefined;
  /** The version of ai-toolkit that the user chose, `0.12.26` or `0.13`; undefined when the checkout decides. */
  readonly toolkitVersion: string | undefined;
  /** Inlay hints that are switched off. */
  readonly inlayHints: { readonly off: ReadonlySet<HintKind> };
  /** What an hour of the GPU costs, in any currency; undefined when it is not set. */
  readonly pricePerHour: number | undefined;
}

export const defaultSettings: Settings = Object.freeze({
  rules: {},
  useCase: 'character',
  syntaxErrors: true,
  include: [],
  exclude: [],
  launchFolder: undefined,
  toolkitPath: undefined,
  toolkitVersion: undefined,
  inlayHints: { off: new Set<HintKind>() },
  pricePerHour: undefined,
});

const levels = new Set(['off', 'hint', 'information', 'warning', 'error']);

/** Parses what the client sent for the section `qwenLora`; whatever is absent or of another type takes its default. */
export function parseSettings(value: unknown): Settings {
  const settings = asRecord(value);
  const files = asRecord(settings.files);
  const yaml = asRecord(settings.yaml);
  return Object.freeze({
    rules: parseLevels(settings.rules),
    useCase: parseUseCase(settings.useCase),
    // 'auto' reaches the server only from clients that know of no other YAML extension.
    syntaxErrors: yaml.syntaxErrors !== 'off',
    include: textList(files.include),
    exclude: textList(files.exclude),
    launchFolder: typeof settings.launchFolder === 'string' ? settings.launchFolder : undefined,
    toolkitPath: writtenText(settings.toolkitPath) ?? writtenText(settings.toolkitFolder),
    toolkitVersion: readVersion(writtenText(settings.toolkitVersion)),
    inlayHints: parseHints(settings.inlayHints),
    pricePerHour: parsePrice(asRecord(settings.gpu).pricePerHour),
  });
}

function parseLevels(value: unknown): Record<string, Severity | 'off'> {
  const result: Record<string, Severity | 'off'> = {};
  for (const [code, level] of Object.entries(asRecord(value))) {
    if (isLevel(level)) result[code] = level;
  }
  return result;
}

function isLevel(value: unknown): value is Severity | 'off' {
  return typeof value === 'string' && levels.has(value);
}

/** A hint is shown unless its setting is `false`. */
function parseHints(value: unknown): Settings['inlayHints'] {
  const written = asRecord(value);
  return { off: new Set(hintKinds.filter((kind) => written[kind] === false)) };
}

/** 0, the default, means that no price is set. */
function parsePrice(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

function parseUseCase(value: unknown): UseCase {
  return value === 'style' || value === 'complex' ? value : 'character';
}

function writtenText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
