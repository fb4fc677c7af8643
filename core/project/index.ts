import { parseConfigDocument } from '../syntax/config-document';
import { type ConfigNode, isText, type MappingNode } from '../syntax/config-node';
import type { Severity, Span } from '../syntax/finding';

/** The names under which a project file is looked for, from a config's folder upwards. */
export const projectFileNames = ['.aitk-lint.yaml', '.aitk-lint.yml'] as const;

/** What a project file sets. Absent keys leave the setting to the user. */
export interface ProjectSettings {
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly useCase?: 'character' | 'style' | 'complex';
  /** Globs of files that are configs, relative to the project file. */
  readonly include: readonly string[];
  /** Globs of files that are never checked, relative to the project file. */
  readonly exclude: readonly string[];
  /** The folder of the ai-toolkit checkout, as written. */
  readonly toolkit?: string;
  readonly toolkitVersion?: string;
}

export interface ProjectProblem {
  readonly span: Span;
  /** Zero-based line and column of the span's start. */
  readonly line: number;
  readonly character: number;
  readonly message: string;
}

export interface ProjectFile {
  readonly settings: ProjectSettings;
  readonly problems: readonly ProjectProblem[];
}

type Draft = { -readonly [Key in keyof ProjectSettings]: ProjectSettings[Key] };
type Complain = (node: { readonly span: Span }, message: string) => void;

const levels: readonly string[] = ['off', 'hint', 'information', 'warning', 'error'];
const useCases: readonly string[] = ['character', 'style', 'complex'];
const keys = ['rules', 'useCase', 'include', 'exclude', 'toolkit', 'toolkitVersion'];

/**
 * Reads a project file. Wrong parts are reported at their place and have no effect; the rest holds.
 *
 * @param text the file's text
 * @param knownCodes every code that `rules` may name
 */
export function readProjectFile(text: string, knownCodes: readonly string[]): ProjectFile {
  const document = parseConfigDocument(text, 'yaml');
  const problems: ProjectProblem[] = [];
  const complain: Complain = ({ span }, message) => {
    const before = text.slice(0, span.start).split(/\r\n|\r|\n/);
    problems.push({ span, line: before.length - 1, character: before.at(-1)?.length ?? 0, message });
  };
  for (const problem of document.problems) complain(problem, problem.message);
  const settings: Draft = { rules: {}, include: [], exclude: [] };
  const { root } = document;
  if (root?.kind === 'mapping') readKeys(root, settings, knownCodes, complain);
  else if (root !== undefined && text.trim() !== '' && problems.length === 0 && !isEmpty(root)) {
    complain(root, `A project file is a mapping with the keys ${list(keys)}.`);
  }
  return { settings, problems };
}

function isEmpty(root: ConfigNode): boolean {
  return root.kind === 'scalar' && root.type === 'null';
}

function readKeys(root: MappingNode, draft: Draft, knownCodes: readonly string[], complain: Complain): void {
  for (const { key, value } of root.entries) {
    switch (key.value) {
      case 'rules':
        draft.rules = readRules(value, knownCodes, complain);
        break;
      case 'useCase':
        if (isText(value) && useCases.includes(value.value)) draft.useCase = value.value as 'style';
        else complain(value, `'useCase' is one of ${list(useCases)}.`);
        break;
      case 'include':
      case 'exclude':
        draft[key.value] = readGlobs(key.value, value, complain);
        break;
      case 'toolkit':
        if (isText(value) && value.value.trim() !== '') draft.toolkit = value.value;
        else complain(value, "'toolkit' is the path of a folder.");
        break;
      case 'toolkitVersion':
        if (value.kind === 'scalar' && /^0\.\d+(?:\.\d+)?$/.test(value.source.replace(/^['"]|['"]$/g, '')))
          draft.toolkitVersion = value.source.replace(/^['"]|['"]$/g, '');
        else complain(value, "'toolkitVersion' is a version of ai-toolkit, such as '0.12.26' or '0.13'.");
        break;
      default:
        complain(key, `A project file has no key '${key.source}'. Its keys are ${list(keys)}.`);
    }
  }
}

function readRules(
  node: ConfigNode,
  knownCodes: readonly string[],
  complain: Complain,
): Record<string, Severity | 'off'> {
  const rules: Record<string, Severity | 'off'> = {};
  if (node.kind !== 'mapping') {
    complain(node, "'rules' is a mapping from a code to a severity.");
    return rules;
  }
  for (const { key, value } of node.entries) {
    const code = String(key.value);
    // YAML 1.1 reads a bare 'off' as false.
    const level = value.kind === 'scalar' ? value.source.replace(/^['"]|['"]$/g, '') : '';
    if (!knownCodes.includes(code)) complain(key, `No rule has the code '${code}'.`);
    else if (!levels.includes(level)) complain(value, `A severity is one of ${list(levels)}.`);
    else rules[code] = level as Severity | 'off';
  }
  return rules;
}

function readGlobs(name: string, node: ConfigNode, complain: Complain): readonly string[] {
  if (node.kind === 'sequence' && node.items.every(isText))
    return node.items.filter(isText).map((item) => item.value);
  complain(node, `'${name}' is a list of glob patterns.`);
  return [];
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
