import { valuesKeywords } from './build-values.mjs';

/** A number written as text, as Python's float() takes it. */
const numericPattern = '^\\s*[+-]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?\\s*$';

/** Facts that reach the schema as they are, under a name of our own. */
const annotations = [
  'unused',
  'ignoredForQwen',
  'replacedBy',
  'replacedByValue',
  'aliasOf',
  'path',
  'range',
  'defaultFrom',
  'effectiveDefault',
  'onlyFor',
  'onlyForJobs',
  'models',
  'integerOnly',
  'open',
  'since',
  'until',
  'changes',
  'bounds',
];

/**
 * One property of a section, from the fact about its key.
 * The first name in `type` is the type to write; the others are read without harm.
 */
export function buildProperty(key, section, facts) {
  const types = allowedTypes(key, section);
  const values = key.enum && facts.enums[key.enum];
  return {
    $comment: key.source,
    description: key.description,
    ...(key.markdownDescription && { markdownDescription: key.markdownDescription }),
    ...(types.length > 0 && { type: types.length === 1 ? types[0] : types }),
    ...('default' in key && { default: key.default }),
    ...(key.deprecated && { deprecationMessage: key.deprecated }),
    ...limits(key, types),
    ...(values && valuesKeywords(key, values, types.includes('null'))),
    ...(key.section && { allOf: [{ $ref: `#/definitions/${key.section}` }] }),
    ...(types.includes('array') && { items: itemSchema(key, facts) }),
    ...(key.minItems && { minItems: key.minItems }),
    ...(key.examples && { examples: facts.examples[key.examples] }),
    ...Object.fromEntries(annotations.filter((name) => name in key).map((name) => [`x-${name}`, key[name]])),
    'x-rank': key.rank,
  };
}

function allowedTypes(key, section) {
  if (key.raisesIfSet) return ['null'];
  if (!key.type) return [];
  const types = [key.type].flat();
  // Python takes 0 and 1 for false and true, and null for false.
  if (key.type === 'boolean') types.push('integer');
  if (key.numericText) types.push('string');
  const nullIsFalse = key.type === 'boolean' && key.default !== true;
  if (key.nullable || nullIsFalse || (section.nullIsAbsent && !key.required)) types.push('null');
  return [...new Set(types)];
}

function limits(key) {
  if (key.type === 'boolean') return { minimum: 0, maximum: 1 };
  return {
    ...('minimum' in key && { minimum: key.minimum }),
    ...('maximum' in key && { maximum: key.maximum }),
    ...(key.numericText && { pattern: numericPattern }),
    ...(key.pattern && { pattern: key.pattern }),
  };
}

function itemSchema(key, facts) {
  if (key.itemsSection) return { type: 'object', allOf: [{ $ref: `#/definitions/${key.itemsSection}` }] };
  if (key.itemItems) return { type: 'array', items: { type: key.itemItems } };
  if (key.itemsEnum) {
    return { type: 'string', ...valuesKeywords({ enum: key.itemsEnum }, facts.enums[key.itemsEnum], false) };
  }
  return key.items ? { type: key.items } : {};
}
