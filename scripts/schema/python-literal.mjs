const quoted = /^[uUrR]?(?:'((?:[^'\\\n]|\\[\\'"])*)'|"((?:[^"\\\n]|\\[\\'"])*)")/;
const number = /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?/;
const words = { None: null, True: true, False: false };

/**
 * The value of a Python literal: numbers, texts, None, booleans, lists and dicts of such. A tuple becomes a list.
 *
 * @param {string} source
 * @returns {{ value: unknown } | undefined} undefined for any other expression
 */
export function readPythonLiteral(source) {
  const parsed = readValue(source.trim());
  return parsed && parsed.rest === '' ? { value: parsed.value } : undefined;
}

function readValue(text) {
  const word = /^(?:None|True|False)(?!\w)/.exec(text)?.[0];
  if (word) return { value: words[word], rest: after(text, word) };
  const string = quoted.exec(text);
  if (string) {
    return { value: (string[1] ?? string[2]).replace(/\\(.)/g, '$1'), rest: after(text, string[0]) };
  }
  const digits = number.exec(text)?.[0];
  if (digits) return { value: Number(digits.replaceAll('_', '')), rest: after(text, digits) };
  if (text.startsWith('[')) return readItems(text, ']');
  if (text.startsWith('(')) return readItems(text, ')');
  return text.startsWith('{') ? readDict(text) : undefined;
}

function readItems(text, close) {
  const value = [];
  let rest = after(text, text[0]);
  while (!rest.startsWith(close)) {
    const item = readValue(rest);
    if (!item) return undefined;
    value.push(item.value);
    rest = item.rest.startsWith(',') ? after(item.rest, ',') : item.rest;
    if (rest === item.rest && !rest.startsWith(close)) return undefined;
  }
  return { value, rest: after(rest, close) };
}

function readDict(text) {
  const value = {};
  let rest = after(text, '{');
  while (!rest.startsWith('}')) {
    const key = readValue(rest);
    const item = key?.rest.startsWith(':') ? readValue(after(key.rest, ':')) : undefined;
    if (!item) return undefined;
    value[String(key.value)] = item.value;
    rest = item.rest.startsWith(',') ? after(item.rest, ',') : item.rest;
    if (rest === item.rest && !rest.startsWith('}')) return undefined;
  }
  return { value, rest: after(rest, '}') };
}

function after(text, token) {
  return text.slice(token.length).trimStart();
}
