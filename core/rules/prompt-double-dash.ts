import { holdsVariable, isNumber, isText, type TextScalar } from '../syntax/config-node';
import type { Finding, Span } from '../syntax/finding';
import { type SamplePrompt, samplePromptsOf } from '../trainer/sample-prompts';
import type { TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

type FlagValue = 'text' | 'integer' | 'number' | 'numbers';

interface Flag {
  readonly value: FlagValue;
  /** The key of `sample` and its items that the flag overrides. */
  readonly key: string | undefined;
}

/** toolkit/config_modules.py:1396-1455 */
const flags = new Map<string, Flag>([
  ['p2', { value: 'text', key: undefined }],
  ['n', { value: 'text', key: 'neg' }],
  ['n2', { value: 'text', key: undefined }],
  ['w', { value: 'integer', key: 'width' }],
  ['h', { value: 'integer', key: 'height' }],
  ['d', { value: 'integer', key: 'seed' }],
  ['seed', { value: 'integer', key: 'seed' }],
  ['l', { value: 'number', key: 'guidance_scale' }],
  ['cfg', { value: 'number', key: 'guidance_scale' }],
  ['s', { value: 'integer', key: 'sample_steps' }],
  ['steps', { value: 'integer', key: 'sample_steps' }],
  ['m', { value: 'number', key: 'network_multiplier' }],
  ['network_multiplier', { value: 'number', key: 'network_multiplier' }],
  ['gr', { value: 'number', key: 'guidance_rescale' }],
  ['a', { value: 'number', key: 'adapter_conditioning_scale' }],
  ['ref', { value: 'number', key: 'refiner_start_at' }],
  ['ev', { value: 'numbers', key: 'extra_values' }],
  ['extra_values', { value: 'numbers', key: 'extra_values' }],
  ['frames', { value: 'integer', key: 'num_frames' }],
  ['num_frames', { value: 'integer', key: 'num_frames' }],
  ['fps', { value: 'integer', key: 'fps' }],
  ['ctrl_img', { value: 'text', key: 'ctrl_img' }],
  ['ctrl_idx', { value: 'integer', key: 'ctrl_idx' }],
]);

export const promptDoubleDash: Rule = {
  code: 'prompt-double-dash',
  severity: 'warning',
  summary: '`--` in a sample prompt starts a flag and ends the prompt there.',
  claims: [
    { where: 'sample', what: 'changed', seen: 'run' },
    { where: 'sample', what: 'fails', seen: 'run', of: 'a flag with a value that it cannot have' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      for (const prompt of samplePromptsOf(process)) {
        if (!holdsVariable(prompt.text)) yield* findingsIn(prompt, process);
      }
    }
  },
};

function* findingsIn(prompt: SamplePrompt, process: TrainingProcess): Iterable<Finding> {
  const [before = '', ...parts] = prompt.text.value.trim().split('--');
  let from = 0;
  for (const part of parts) {
    const name = (part.split(' ')[0] ?? '').trim();
    const content = part.slice(name.length).trim();
    const span = spanOfFlag(prompt.text, `--${part.trimEnd()}`, from);
    from = span.end - prompt.text.span.start;
    const flag = flags.get(name);
    if (!flag) yield unknownFlag(span, name, part, before);
    else if (!reads(flag.value, content)) yield badValue(span, name, flag.value, content);
    else if (flag.key === 'sample_steps' && Number(content) < 1) yield noSteps(span, name, content);
    else yield* overridden(span, name, flag, content, prompt, process);
  }
}

function unknownFlag(span: Span, name: string, part: string, before: string): Finding {
  const what = name === '' ? 'and no flag follows' : `and '--${name}' is not a flag that it knows`;
  return {
    span,
    message: `ai-toolkit ends a sample prompt at '--', ${what}: '${shortened(part.trim())}' is dropped and the prompt ends after '${shortened(before.trim(), true)}'. Write a single dash or a comma.`,
  };
}

function noSteps(span: Span, name: string, content: string): Finding {
  return {
    span,
    severity: 'error',
    message: `The first sample fails: '--${name} ${content}' leaves it without a step. Write 1 or more.`,
  };
}

function badValue(span: Span, name: string, value: FlagValue, content: string): Finding {
  const wanted = {
    text: 'text',
    integer: 'a whole number',
    number: 'a number',
    numbers: 'numbers with commas',
  }[value];
  return {
    span,
    severity: 'error',
    message: `ai-toolkit reads '--${name}' in a sample prompt as a flag and stops with an error at the first sample, because '${shortened(content)}' is not ${wanted}.`,
  };
}

/** A known flag is a feature; it is reported only if it contradicts a key that is also written. */
function* overridden(
  span: Span,
  name: string,
  flag: Flag,
  content: string,
  prompt: SamplePrompt,
  process: TrainingProcess,
): Iterable<Finding> {
  if (flag.key === undefined) return;
  const written = prompt.item?.node(flag.key) ?? process.node(`sample.${flag.key}`);
  if (!isText(written) && !isNumber(written)) return;
  if (isNumber(written) ? written.value === Number(content) : written.value === content) return;
  yield {
    span,
    severity: 'hint',
    message: `'--${name}' overrides '${flag.key}: ${shortened(written.source)}' for this prompt.`,
    related: [{ span: written.span, message: 'The value for prompts without the flag.' }],
  };
}

/** Whether Python's `int` or `float` accepts the text. */
function reads(value: FlagValue, content: string): boolean {
  if (value === 'text') return true;
  if (value === 'integer') return /^[-+]?\d+(?:_\d+)*$/.test(content);
  if (value === 'numbers') return content.split(',').every((part) => reads('number', part.trim()));
  return /^[-+]?(?:(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf|infinity)$/i.test(content);
}

/** The position of the flag in the source; the whole prompt if escapes or folding hide it. */
function spanOfFlag(prompt: TextScalar, flag: string, from: number): Span {
  const at = prompt.source.indexOf(flag, from);
  if (at < 0) return prompt.span;
  const start = prompt.span.start + at;
  return { start, end: start + flag.length };
}

function shortened(text: string, keepEnd = false): string {
  if (text.length <= 40) return text;
  return keepEnd ? `…${text.slice(-40)}` : `${text.slice(0, 40)}…`;
}
