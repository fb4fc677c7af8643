import { isText, isTruthy } from '../syntax/config-node';
import type { Claim } from '../syntax/finding';
import { given, type OptionRow, on, type RowPlace, ruleOfRows } from './option-rows';

const ignored = (where: Claim['where'], of: string, seen: Claim['seen'] = 'run'): Claim => ({
  where,
  what: 'ignored',
  seen,
  of,
});

const rows: readonly OptionRow[] = [
  ...['conv', 'conv_alpha'].map(
    (key): OptionRow => ({
      key: `network.${key}`,
      when: (value, place) => given(value) && !isLokr(place),
      says: `'${key}' has no effect on Qwen-Image, whose transformer has no convolutions. Remove it.`,
      claim: ignored('network', '`conv`, `conv_alpha`'),
      onKey: true,
    }),
  ),
  ...['linear', 'linear_alpha', 'rank', 'conv', 'conv_alpha'].map(
    (key): OptionRow => ({
      key: `network.${key}`,
      models: 'any',
      when: (value, place) => given(value) && isLokr(place) && isFullRank(place),
      says: `'${key}' has no effect with 'type: lokr': 'lokr_full_rank' is on unless you switch it off, and then only 'lokr_factor' sets the size. Remove '${key}', or write 'lokr_full_rank: false'.`,
      claim: ignored('network', '`linear`, `linear_alpha` with `type: lokr`'),
      related: ['network.type', 'The network type is set here.'],
      onKey: true,
    }),
  ),
  {
    key: 'dataset.random_scale',
    models: 'any',
    when: (value, { section }) => on(value) && usesBuckets(section.entry('buckets')?.value),
    says: "'random_scale' does nothing with buckets, which are on unless you write 'buckets: false'. Remove it.",
    claim: ignored('dataset', '`random_scale` with buckets'),
    onKey: true,
  },
  {
    key: 'dataset.unconditional_path',
    when: given,
    says: "'unconditional_path' has no effect on Qwen-Image: nothing asks for these images. Remove it.",
    claim: ignored('dataset', '`unconditional_path`'),
    onKey: true,
  },
  {
    key: 'sample.prompts',
    models: 'any',
    // 'samples' replaces 'prompts', even when it is empty (toolkit/config_modules.py:107-112).
    when: (value, { process }) => isTruthy(value) && process.entry('sample.samples') !== undefined,
    says: "'prompts' is not used, because 'samples' is written too: ai-toolkit generates only the samples of 'samples'. Write each prompt there, or remove one of the two.",
    claim: ignored('sample', '`prompts` next to `samples`', 'source'),
    related: ['sample.samples', 'These are used instead.'],
    onKey: true,
  },
  {
    key: 'dataset.control_path',
    models: 'any',
    // The numbered paths replace it (toolkit/config_modules.py:971-982).
    when: (value, { section }) =>
      isTruthy(value) &&
      ['control_path_1', 'control_path_2', 'control_path_3'].some((key) => isTruthy(section.node(key))),
    says: "'control_path' is not used, because a numbered 'control_path_1' to 'control_path_3' is written too. Number all of them, or write one list in 'control_path'.",
    severity: 'warning',
    claim: ignored('dataset', '`control_path` next to `control_path_1`', 'source'),
    onKey: true,
  },
];

/** Options that ai-toolkit reads and then does not use, because of another option or the model. */
export const noEffect = ruleOfRows(
  {
    code: 'no-effect',
    severity: 'information',
    summary: 'An option without effect, because of another option or the model.',
  },
  rows,
);

function isLokr({ section }: RowPlace): boolean {
  const type = section.node('type');
  return isText(type) && type.value.toLowerCase() === 'lokr';
}

function isFullRank({ section }: RowPlace): boolean {
  const fullRank = section.node('lokr_full_rank');
  return fullRank === undefined || isTruthy(fullRank);
}

function usesBuckets(value: Parameters<typeof isTruthy>[0]): boolean {
  return value === undefined || isTruthy(value);
}
