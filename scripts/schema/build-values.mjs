/** The definition that holds an enumeration: `network_type` becomes `networkTypeValues`. */
export function valuesName(name) {
  return `${name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())}Values`;
}

/** An enumeration with a sentence for each value and what ai-toolkit does with any other. */
export function valuesDefinition(values) {
  const names = Object.keys(values.values);
  return {
    $comment: values.source,
    enum: values.type === 'integer' ? names.map(Number) : names,
    enumDescriptions: Object.values(values.values),
    'x-unknownValue': values.unknownValue,
    ...(values.open && { 'x-openValues': true }),
    ...(values.ignoreCase && { 'x-ignoreCase': true }),
    ...(values.prefixes && { 'x-prefixes': values.prefixes }),
    ...(values.suffix && { 'x-suffix': values.suffix }),
    ...(values.broken && { 'x-brokenValues': values.broken }),
    ...(values.offeredByUi && { 'x-offeredByUi': values.offeredByUi }),
    ...(values.jobs && { 'x-jobs': values.jobs }),
    ...(values.valuesSince && { 'x-valuesSince': values.valuesSince }),
  };
}

/**
 * The keywords that hold a property to an enumeration: `allOf` with its one definition, or `anyOf` with the
 * definition first when other spellings, other values or null pass as well.
 */
export function valuesKeywords(key, values, allowsNull) {
  const ref = { $ref: `#/definitions/${valuesName(key.enum)}` };
  const others = [];
  if (values.open) others.push({ type: 'string' });
  const pattern = otherSpellings(key, values);
  if (pattern) others.push({ type: 'string', pattern });
  if (allowsNull) others.push({ type: 'null' });
  return others.length > 0 ? { anyOf: [ref, ...others] } : { allOf: [ref] };
}

function otherSpellings(key, values) {
  const names = Object.keys(values.values).map(escapeForPattern);
  if (values.suffix)
    return `^(?:${names.filter((name) => !name.includes(values.suffix)).join('|')})${values.suffix}`;
  if (key.adapter) return `^(?:${names.join('|')})\\|[^|]+$`;
  const alternatives = [
    ...(values.ignoreCase ? names.map((name) => `${name}$`) : []),
    ...(values.prefixes ?? []).map(escapeForPattern),
  ].map((part) => (values.ignoreCase ? eitherCase(part) : part));
  return alternatives.length > 0 ? `^(?:${alternatives.join('|')})` : undefined;
}

/** JSON Schema patterns know no flags, so every letter is written in both cases. */
function eitherCase(text) {
  return text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function escapeForPattern(text) {
  return text.replace(/[.+*?^$|()[\]{}\\]/g, '\\$&');
}
