import { PythonError } from './python-error';

/** A value of a JSON file as Python's json module reads it; objects keep the order of their keys. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** Deeper files make Python stop with a RecursionError. */
const deepest = 900;

/**
 * Reads JSON as `json.load` does: NaN and Infinity are numbers, the last of two equal keys wins.
 *
 * @throws PythonError the JSONDecodeError of Python
 */
export function parsePythonJson(text: string): JsonValue {
  if (text.startsWith('\uFEFF')) throw decodeError(text, 0, 'Unexpected UTF-8 BOM (decode using utf-8-sig)');
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at < text.length) throw decodeError(text, reader.at, 'Extra data');
  return value;
}

/** The Python type of a JSON value. */
export function jsonType(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return Array.isArray(value) ? 'list' : 'dict';
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map;
}

class JsonReader {
  at = 0;

  constructor(private readonly text: string) {}

  space(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  value(depth: number): JsonValue {
    if (depth > deepest) throw new PythonError('RecursionError', 'maximum recursion depth exceeded');
    this.space();
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    return this.word();
  }

  private word(): JsonValue {
    const words = {
      null: null,
      true: true,
      false: false,
      NaN: Number.NaN,
      Infinity: Number.POSITIVE_INFINITY,
      '-Infinity': Number.NEGATIVE_INFINITY,
    };
    for (const [word, value] of Object.entries(words)) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
    number.lastIndex = this.at;
    const found = number.exec(this.text);
    if (!found) throw decodeError(this.text, this.at, 'Expecting value');
    this.at += found[0].length;
    return Number(found[0]);
  }

  private array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.at += 1;
    this.space();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') throw decodeError(this.text, this.at, "Expecting ',' delimiter");
      this.at += 1;
      if (next === ']') return items;
    }
  }

  private object(depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    this.at += 1;
    this.space();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return entries;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') {
        throw decodeError(this.text, this.at, 'Expecting property name enclosed in double quotes');
      }
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') throw decodeError(this.text, this.at, "Expecting ':' delimiter");
      this.at += 1;
      entries.set(key, this.value(depth + 1));
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') throw decodeError(this.text, this.at, "Expecting ',' delimiter");
      this.at += 1;
      if (next === '}') return entries;
    }
  }

  private string(): string {
    const begin = this.at;
    this.at += 1;
    let result = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw decodeError(this.text, begin, 'Unterminated string starting at');
      if (char === '"') break;
      if (char < ' ') throw decodeError(this.text, this.at, 'Invalid control character at');
      if (char === '\\') result += this.escape(begin);
      else {
        result += char;
        this.at += 1;
      }
    }
    this.at += 1;
    return result;
  }

  private escape(begin: number): string {
    const simple: Readonly<Record<string, string>> = {
      '"': '"',
      '\\': '\\',
      '/': '/',
      b: '\b',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
    };
    const char = this.text[this.at + 1];
    if (char === undefined) throw decodeError(this.text, begin, 'Unterminated string starting at');
    if (char !== 'u') {
      const meant = Object.hasOwn(simple, char) ? simple[char] : undefined;
      if (meant === undefined) throw decodeError(this.text, this.at, 'Invalid \\escape');
      this.at += 2;
      return meant;
    }
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (!/^[\da-f]{4}$/i.test(digits)) throw decodeError(this.text, this.at + 1, 'Invalid \\uXXXX escape');
    this.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
}

function decodeError(text: string, at: number, message: string): PythonError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  // Python counts code points.
  const astral = [...before].length;
  const shift = at - astral;
  return new PythonError(
    'JSONDecodeError',
    `${message}: line ${line} column ${column - shift} (char ${astral})`,
  );
}
