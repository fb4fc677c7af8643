import { type AdviceUseCase, guideAdvice, guideComparison } from '../../profiles/guide-advice';
import { type Advice, type FamilyName, modelFamilies } from '../../profiles/model-families';
import { type ConfigNode, isNumber } from '../../syntax/config-node';
import { formatScalar } from '../../syntax/text-edits';

/** What the guide is asked about: a key of a process, such as `train.lr`, and the value that stands there. */
export interface GuideQuestion {
  readonly key: string;
  readonly value: ConfigNode | undefined;
  readonly family: FamilyName | undefined;
  readonly useCase: AdviceUseCase;
  /** Link to the docs page of a code. */
  documentation(code: string): string;
}

/** The guide's value and range for this file's model beside the value that stands there; Markdown paragraphs. */
export function guideText(question: GuideQuestion): string[] {
  return [adviceLine(question), comparisonTable(question)].filter((text) => text !== undefined);
}

function adviceLine({ key, value, family, useCase, documentation }: GuideQuestion): string | undefined {
  const advice = family && guideAdvice(key, family, useCase);
  if (!advice) return undefined;
  const { name } = modelFamilies[family];
  const range =
    advice.range && advice.range.low !== advice.range.high ? `, range ${spread(advice.range)}` : '';
  const use = advice.byUseCase ? ` (${useCase})` : '';
  const best = advice.best === '' ? '""' : formatScalar(advice.best);
  const why = family === 'qwen' ? ` [Why?](${documentation(advice.rule)})` : '';
  return `**The guide for ${name}**${use}: \`${best}\`${range}.${judgement(value, advice.range)}${why}`;
}

function judgement(value: ConfigNode | undefined, range: Advice | undefined): string {
  if (!range || !isNumber(value)) return '';
  const place =
    value.value < range.low
      ? 'below the range'
      : value.value > range.high
        ? 'above the range'
        : 'in the range';
  return ` Here it is \`${value.source}\`, ${value.value === range.best ? "the guide's value" : place}.`;
}

/** The models side by side, with a row for what the guide advises and one for its ranges, where it gives any. */
function comparisonTable({ key, useCase }: GuideQuestion): string | undefined {
  const compared = guideComparison(key, useCase);
  if (!compared) return undefined;
  const families = ['qwen', 'flux', 'sdxl'] as const;
  const values = families.map((family) => compared.values[family]);
  const rows = [
    ['', ...families.map((family) => modelFamilies[family].name)],
    // Left-aligned and in code, the cells keep apart in VS Code, which draws no lines between them.
    [':--', ':--', ':--', ':--'],
    [compared.title, ...values.map(bestCell)],
    ...(values.some(isRange) ? [['Range', ...values.map(rangeCell)]] : []),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function bestCell(value: Advice | string): string {
  const text = typeof value === 'string' ? value : formatScalar(value.best);
  return text.includes(' ') ? text : `\`${text}\``;
}

function rangeCell(value: Advice | string): string {
  return isRange(value) ? `\`${spread(value)}\`` : '';
}

function isRange(value: Advice | string): value is Advice {
  return typeof value !== 'string' && value.low !== value.high;
}

function spread({ low, high }: Advice): string {
  const from = formatScalar(low);
  return high === Number.POSITIVE_INFINITY ? `from ${from}` : `${from}–${formatScalar(high)}`;
}
