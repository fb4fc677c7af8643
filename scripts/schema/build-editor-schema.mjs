/**
 * The schema for editors and validators of others: plain draft-07, which a strict validator accepts, with everything
 * that our annotations know told in `markdownDescription`.
 *
 * @param {object} schema what `buildSchema` gives
 * @returns {object}
 */
export function buildEditorSchema(schema) {
  const plain = convert(schema);
  return {
    $schema: plain.$schema,
    $comment:
      'Generated from schemas/facts by `npm run schema`. For editors and validators that know draft-07.',
    title: 'ai-toolkit training config',
    ...omit(plain, ['$schema', '$comment', 'title']),
  };
}

/** Keywords that strict validators do not know. What they say for a reader stands in `markdownDescription`. */
const ownKeywords = ['deprecationMessage', 'enumDescriptions', '$comment'];

function convert(node) {
  if (Array.isArray(node)) return node.map(convert);
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !name.startsWith('x-') && !ownKeywords.includes(name))
      .map(([name, value]) => [name, holdsNames.has(name) ? convertMap(value) : convert(value)]),
  );
  if (Array.isArray(kept.required)) kept.properties = { ...namedOnly(kept.required), ...kept.properties };
  const said = markdown(node);
  return said === undefined ? kept : { ...kept, markdownDescription: said };
}

/** A strict validator wants each required key among the properties. */
function namedOnly(names) {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** Here the entries' names are the config's keys and not keywords. */
const holdsNames = new Set(['properties', 'definitions']);

function convertMap(map) {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, convert(value)]));
}

function markdown(node) {
  if (typeof node.description !== 'string') return undefined;
  return [
    node.markdownDescription ?? node.description,
    node['x-unused'] && '_ai-toolkit reads this key and does not use it._',
    node['x-ignoredForQwen'] && '_Without effect on Qwen-Image._',
    node.deprecationMessage && `**Deprecated:** ${node.deprecationMessage}`,
    node['x-since'] && `Since ai-toolkit ${node['x-since']}.`,
    node['x-until'] && `Until ai-toolkit ${node['x-until']}.`,
    node['x-onlyFor'] && `Only with \`${node['x-onlyFor']}\`.`,
    node['x-models'] && `Only for ${node['x-models'].map((arch) => `\`${arch}\``).join(', ')}.`,
    node['x-range'] && `Usual range: ${node['x-range'].join(' to ')}.`,
    node['x-defaultFrom'] && `Default: the value of \`${node['x-defaultFrom']}\`.`,
  ]
    .filter((part) => typeof part === 'string')
    .join('\n\n');
}

function omit(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
