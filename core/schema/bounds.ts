import { isNumber, type NumberScalar } from '../syntax/config-node';
import type { Fix, ReportedFinding, Severity } from '../syntax/finding';
import { formatScalar, replaceScalar } from '../syntax/text-edits';
import type { NumberBounds } from './config-schema';
import { unknownValue } from './structure-codes';
import type { VisitedKey } from './walk-keys';

/** A finding for each number of a key that ai-toolkit cannot use; a list is judged item by item. */
export function boundsFindings({ entry, key }: VisitedKey): ReportedFinding[] {
  const bounds = key?.node['x-bounds'];
  if (!key || !bounds) return [];
  const numbers = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
  return numbers.flatMap((node) => (isNumber(node) ? outside(key.name, node, bounds) : []));
}

function outside(name: string, node: NumberScalar, bounds: NumberBounds): ReportedFinding[] {
  const { min, max, share } = bounds;
  const isBelow = min !== undefined && node.value < min;
  const isAbove = max !== undefined && node.value > max;
  if (!isBelow && !isAbove) return [];
  const limit = isBelow ? min : max;
  const effect = (isBelow ? bounds.below : bounds.above) ?? 'cannot use it';
  const side = isBelow ? 'below' : 'above';
  const is = share ? `, but it is a share from 0 to 1` : '';
  const better = share && isAbove ? fromPercent(node.value) : limit;
  return [
    {
      code: unknownValue.code,
      severity: severityOf(bounds, side),
      span: node.span,
      message: `'${name}: ${node.source}' is ${side} ${shown(limit)}${is}. ai-toolkit ${effect}. Write ${shown(better)}${share && isAbove ? '' : isBelow ? ' or more' : ' or less'}.`,
      fixes: better === undefined ? [] : [changeTo(node, better)],
    },
  ];
}

function severityOf({ severity = 'warning' }: NumberBounds, side: 'below' | 'above'): Severity {
  return typeof severity === 'string' ? severity : severity[side];
}

/** `5` is meant as 5 percent. */
function fromPercent(value: number): number {
  return value <= 100 ? Number((value / 100).toPrecision(12)) : 1;
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : formatScalar(value);
}

/** What was meant is a guess, so the fix is not safe. */
function changeTo(node: NumberScalar, value: number): Fix {
  return { title: `Change to ${shown(value)}`, safe: false, edits: [replaceScalar(node, value)] };
}
