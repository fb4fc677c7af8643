/**
 * Plain scalars as ai-toolkit's loader reads them: PyYAML 6 SafeLoader (YAML 1.1) with one more float pattern
 * (ai-toolkit toolkit/config.py:54-65). The YAML library is therefore asked for strings only, and the value of a plain
 * scalar is decided here.
 */

export type ScalarType = 'null' | 'boolean' | 'integer' | 'float' | 'date' | 'string';

export interface ScalarReading {
  readonly type: ScalarType;
  /** A date keeps its text: Python makes a date object of it, and the loader then fails in json.dumps. */
  readonly value: string | number | boolean | null;
}

const booleans = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const truths = /^(?:yes|true|on)$/i;
const nulls = /^(?:~|null|Null|NULL|)$/;
const integers =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const floats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** The pattern that ai-toolkit adds, tried after PyYAML's own. */
const exponentFloats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+(?:[eE][-+][0-9]+)?)$/;
const dates =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Reads an unquoted YAML scalar as PyYAML with ai-toolkit's resolver does. */
export function readPlainScalar(source: string): ScalarReading {
  if (nulls.test(source)) return { type: 'null', value: null };
  if (booleans.test(source)) return { type: 'boolean', value: truths.test(source) };
  const first = source.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (!numeric) return { type: 'string', value: source };
  if (floats.test(source) || (exponentFloats.test(source) && !integers.test(source))) {
    return { type: 'float', value: floatValue(source) };
  }
  if (integers.test(source)) return { type: 'integer', value: integerValue(source) };
  if (dates.test(source)) return { type: 'date', value: source };
  return { type: 'string', value: source };
}

/** Reads an unquoted JSON word as Python's `json.loads` does; anything else stays a string for the syntax check to name. */
export function readJsonScalar(source: string): ScalarReading {
  if (source === 'null' || source === '') return { type: 'null', value: null };
  if (source === 'true' || source === 'false') return { type: 'boolean', value: source === 'true' };
  if (/^-?(?:0|[1-9]\d*)$/.test(source)) return { type: 'integer', value: Number(source) };
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(source))
    return { type: 'float', value: Number(source) };
  if (/^(?:NaN|-?Infinity)$/.test(source)) return { type: 'float', value: Number(source) };
  return { type: 'string', value: source };
}

function integerValue(source: string): number {
  const { sign, digits } = signed(source);
  if (digits.startsWith('0b')) return sign * Number.parseInt(digits.slice(2), 2);
  if (digits.startsWith('0x')) return sign * Number.parseInt(digits.slice(2), 16);
  if (digits.includes(':')) return sign * sexagesimal(digits);
  if (digits.length > 1 && digits.startsWith('0')) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits);
}

function floatValue(source: string): number {
  const { sign, digits } = signed(source.toLowerCase());
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':')) return sign * sexagesimal(digits);
  return sign * Number(digits);
}

function signed(source: string): { sign: number; digits: string } {
  const digits = source.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  return { sign, digits: /^[-+]/.test(digits) ? digits.slice(1) : digits };
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
