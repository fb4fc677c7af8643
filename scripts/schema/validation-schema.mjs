/** Keywords that tell editors and people something, without a meaning for validation; so do ours, `x-…`. */
const annotations = new Set([
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'markdownDescription',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'deprecationMessage',
  'defaultSnippets',
  'doNotSuggest',
]);

/** Keywords whose value maps free names to schemas. */
const schemaMaps = new Set(['properties', 'patternProperties', 'definitions', 'dependencies']);

/** Keywords whose value is a value of the document, not a schema. */
const plainValues = new Set(['enum', 'const', 'required', 'type']);

/**
 * The part of a schema that validation needs, with the sub-schemas that several keys have in common moved to
 * `definitions`, so that each becomes one function of the compiled code, called from one place for all such keys. It accepts exactly what the whole accepts.
 *
 * @param {Record<string, unknown>} schema
 * @returns {Record<string, unknown>}
 */
export function validationSchema(schema) {
  const slim = withoutAnnotations(schema);
  const uses = new Map();
  eachSubSchema(slim, (holder, key) => {
    const text = JSON.stringify(holder[key]);
    uses.set(text, (uses.get(text) ?? 0) + 1);
  });
  const shared = new Map();
  eachSubSchema(slim, (holder, key) => {
    const subSchema = holder[key];
    const text = JSON.stringify(subSchema);
    if ((uses.get(text) ?? 0) < 2 || text === '{}' || '$ref' in subSchema) return;
    if (!shared.has(text)) shared.set(text, { name: `shared${shared.size}`, subSchema });
    holder[key] = { $ref: `#/definitions/${shared.get(text).name}` };
  });
  slim.definitions ??= {};
  for (const { name, subSchema } of shared.values()) slim.definitions[name] = subSchema;
  return withGroupedKeys(slim);
}

/**
 * Keys of one mapping that refer to the same definition become one pattern, and so one loop instead of a piece of
 * code for each.
 */
function withGroupedKeys(node, isMap = false) {
  if (Array.isArray(node)) return node.map((each) => withGroupedKeys(each));
  if (typeof node !== 'object' || node === null) return node;
  const grouped = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (!isMap && plainValues.has(keyword)) grouped[keyword] = value;
    else grouped[keyword] = withGroupedKeys(value, !isMap && schemaMaps.has(keyword));
  }
  if (isMap || grouped.properties === undefined || grouped.patternProperties !== undefined) return grouped;

  const keysByReference = new Map();
  for (const [key, { $ref }] of Object.entries(grouped.properties)) {
    if ($ref !== undefined) keysByReference.set($ref, [...(keysByReference.get($ref) ?? []), key]);
  }
  for (const [$ref, keys] of keysByReference) {
    if (keys.length < 2) continue;
    grouped.patternProperties ??= {};
    grouped.patternProperties[`^(?:${keys.map(escapeForPattern).join('|')})$`] = { $ref };
    for (const key of keys) delete grouped.properties[key];
  }
  return grouped;
}

function escapeForPattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function withoutAnnotations(node, isMap = false) {
  if (Array.isArray(node)) return node.map((each) => withoutAnnotations(each));
  if (typeof node !== 'object' || node === null) return node;
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    if (isMap) kept[key] = withoutAnnotations(value);
    else if (plainValues.has(key)) kept[key] = value;
    else if (!annotations.has(key) && !key.startsWith('x-')) {
      kept[key] = withoutAnnotations(value, schemaMaps.has(key));
    }
  }
  return kept;
}

/** Calls `visit` with the holder and the key of every sub-schema of a key or an item, outer ones first. */
function eachSubSchema(node, visit) {
  if (typeof node !== 'object' || node === null) return;
  for (const [keyword, value] of Object.entries(node)) {
    if (plainValues.has(keyword) || typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const each of value) eachSubSchema(each, visit);
    } else if (keyword === 'definitions') {
      for (const each of Object.values(value)) eachSubSchema(each, visit);
    } else if (keyword === 'properties' || keyword === 'patternProperties') {
      for (const [key, each] of Object.entries(value)) {
        if (typeof each === 'object') visit(value, key);
        eachSubSchema(each, visit);
      }
    } else {
      if (keyword === 'items' || keyword === 'additionalProperties') visit(node, keyword);
      // The conditions stay where they are: they are small, and their errors are never shown.
      if (keyword !== 'if') eachSubSchema(value, visit);
    }
  }
}
