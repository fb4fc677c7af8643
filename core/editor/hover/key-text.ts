import type { KeySchema, SchemaNode, SectionSchema } from '../../schema/config-schema';
import { jobsReading, knownValues, valueWhenAbsent } from '../../schema/schema-lookup';
import { formatScalar } from '../../syntax/text-edits';
import { keyVersions } from './version-text';

/** Enumerations up to this length are listed with what each value means. */
const mostListed = 9;

export interface KeyQuestion {
  readonly key: KeySchema;
  /** The section that holds the key. */
  readonly section: SectionSchema | undefined;
  /** `train.lr` */
  readonly name: string;
  readonly isQwen: boolean;
}

/** What a key does, what it takes, and what happens without it; Markdown paragraphs. */
export function keyText(question: KeyQuestion): string[] {
  const { key, name } = question;
  const { node } = key;
  return [
    `**\`${name}\`** · ${typeText(key)}`,
    node.markdownDescription ?? node.description ?? '',
    ...outdatedText(node),
    facts(question)
      .map((fact) => `- ${fact}`)
      .join('\n'),
    valuesText(key),
  ].filter((text) => text !== '');
}

function typeText({ node, types, section, itemSection }: KeySchema): string {
  if (itemSection) return 'list of sections';
  if (section) return 'section';
  const [first] = types;
  if (first === undefined) return 'any value';
  if (first === 'array') return `list of ${plural(node.items?.type)}`;
  const also = types.includes('array') && !section ? ', or a list' : '';
  return `${words[first] ?? first}${also}`;
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'section',
};

function plural(type: SchemaNode['type']): string {
  const first = Array.isArray(type) ? type[0] : type;
  const names: Readonly<Record<string, string>> = {
    string: 'texts',
    integer: 'whole numbers',
    number: 'numbers',
  };
  return names[String(first)] ?? 'values';
}

function outdatedText(node: SchemaNode): string[] {
  const found: string[] = [];
  if (node.deprecationMessage !== undefined) found.push(`**Outdated.** ${node.deprecationMessage}`);
  else if (node['x-replacedBy'] !== undefined) found.push(`Newer: \`${node['x-replacedBy']}\`.`);
  if (node['x-unused']) found.push('**No effect:** ai-toolkit reads this key but does not use it.');
  return found;
}

function facts({ key, section, isQwen }: KeyQuestion): string[] {
  const { node, name } = key;
  const found = [absentText(node, section?.required.includes(name) === true)];
  const bounds = boundsText(node);
  if (bounds !== undefined) found.push(`Range: ${bounds}`);
  if (node['x-integerOnly']) found.push('Write it without a decimal point or an exponent.');
  if (node['x-onlyFor'] !== undefined) found.push(`Only for \`${node['x-onlyFor']}\``);
  const jobs = jobsReading(node);
  if (jobs) found.push(`Only for \`job: ${jobs.join('`, `job: ')}\``);
  const models = node['x-models'];
  if (models) found.push(`Read for: ${models.map((model) => `\`${model}\``).join(', ')}`);
  if (isQwen && (node['x-ignoredForQwen'] || (models && !models.some((model) => /qwen/.test(model))))) {
    found.push('No effect on Qwen-Image');
  }
  found.push(...keyVersions(node));
  return found.filter((fact) => fact !== undefined);
}

/** What happens when the key is left out. */
function absentText(node: SchemaNode, required: boolean): string | undefined {
  if (required) return 'Required: ai-toolkit stops without it.';
  const from = node['x-defaultFrom'];
  if (from !== undefined) return `Left out: the value of \`${from}\` is taken.`;
  const absent = valueWhenAbsent(node);
  if (absent === '') return 'Left out: an empty text.';
  if (typeof absent === 'string' || typeof absent === 'number' || typeof absent === 'boolean') {
    return `Left out: \`${formatScalar(absent)}\``;
  }
  if (Array.isArray(absent))
    return `Left out: ${absent.length === 0 ? 'an empty list' : `\`${JSON.stringify(absent)}\``}.`;
  return leftUnset(node);
}

function leftUnset(node: SchemaNode): string | undefined {
  // What the lack of a whole section means is said in its description.
  if (node.type?.includes('object') || node.items) return undefined;
  const nullable = Array.isArray(node.type) && node.type.includes('null');
  return nullable ? 'Left out: not used.' : undefined;
}

function boundsText(node: SchemaNode): string | undefined {
  const isSwitch = node.minimum === 0 && node.maximum === 1 && node.type?.includes('boolean');
  if (isSwitch) return undefined;
  const bounds = node['x-bounds'];
  const low = node.minimum ?? bounds?.min ?? node['x-range']?.[0] ?? undefined;
  const high = node.maximum ?? bounds?.max ?? node['x-range']?.[1] ?? undefined;
  if (low !== undefined && high !== undefined) return `${formatScalar(low)} to ${formatScalar(high)}`;
  if (low !== undefined) return `from ${formatScalar(low)}`;
  return high === undefined ? undefined : `up to ${formatScalar(high)}`;
}

function valuesText(key: KeySchema): string {
  const enumeration = key.values ?? key.itemValues;
  if (!enumeration) return '';
  const values = knownValues(enumeration);
  if (values.length <= mostListed) {
    return values
      .map(({ value, description }) => `- \`${value}\`${description === undefined ? '' : `: ${description}`}`)
      .join('\n');
  }
  const common = values.filter((known) => known.common);
  const shown = common.length < values.length ? common : values;
  const more = shown.length < values.length ? ` and ${values.length - shown.length} more` : '';
  return `Values: ${shown.map(({ value }) => `\`${value}\``).join(', ')}${more}`;
}
