import { parseConfigDocument } from '../../syntax/config-document';
import { type ConfigNode, scalarText } from '../../syntax/config-node';

/** The single values of a config by their place, as `train.lr`. A list without mappings is one value, as `512, 768`. */
export type ConfigValues = ReadonlyMap<string, string>;

const secretKey = /token|secret|password|api_?key/i;
const secretValue = /^(?:hf_|sk-|wandb_)\w{8}/;
/** More values than a config has; a file of anything else is cut there. */
const mostValues = 5000;

/**
 * Reads a config's values. Places are named below the process, where nearly all of them are: `train.lr` is
 * `config.process[0].train.lr`. Secrets are replaced, so that the values can be shown.
 *
 * @returns undefined when the text is not a mapping
 */
export function readConfigValues(text: string, format: 'yaml' | 'json'): ConfigValues | undefined {
  const { root } = parseConfigDocument(text, format);
  if (root?.kind !== 'mapping') return undefined;
  const values = new Map<string, string>();
  collect(root, '', values);
  return values;
}

function collect(node: ConfigNode, place: string, values: Map<string, string>): void {
  if (values.size >= mostValues) return;
  if (node.kind === 'scalar') {
    values.set(shortPlace(place), shown(place, scalarText(node) ?? 'null'));
    return;
  }
  if (node.kind === 'mapping') {
    for (const entry of node.entries) {
      if (entry.shadowed) continue;
      const key = String(entry.key.value);
      collect(entry.value, place === '' ? key : `${place}.${key}`, values);
    }
    return;
  }
  if (node.items.every((item) => item.kind === 'scalar') && !isPrompts(place)) {
    values.set(
      shortPlace(place),
      node.items.map((item) => shown(place, scalarText(item) ?? 'null')).join(', '),
    );
    return;
  }
  node.items.forEach((item, at) => {
    collect(item, `${place}[${at}]`, values);
  });
}

/** Prompts contain commas and are compared one by one. */
function isPrompts(place: string): boolean {
  return /\.prompts$/.test(place);
}

function shortPlace(place: string): string {
  return place.replace(/^config\.process\[0\]\./, '').replace(/^config\./, '');
}

function shown(place: string, value: string): string {
  return secretKey.test(place.slice(place.lastIndexOf('.') + 1)) || secretValue.test(value)
    ? '(hidden)'
    : value;
}
