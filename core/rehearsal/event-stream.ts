import { parseObject } from '../../common/json-object';

/** What the rehearsal's Python program says of itself. */
export type RehearsalEvent =
  | {
      readonly event: 'device';
      readonly device: 'cpu' | 'cuda';
      readonly versions: Readonly<Record<string, string>>;
    }
  | { readonly event: 'checkpoint'; readonly made: boolean }
  | { readonly event: 'impossible'; readonly message: string }
  | { readonly event: 'start'; readonly start: number }
  | { readonly event: 'end'; readonly start: number; readonly code: number }
  | { readonly event: 'output'; readonly output: RehearsalOutput };

/** What ai-toolkit left in its training folder; paths relative to it. */
export interface RehearsalOutput {
  readonly checkpoints: readonly string[];
  readonly samples: readonly string[];
  /** Tensors in the newest LoRA; 0 where it cannot be read. */
  readonly loraKeys: number;
}

const mark = '::rehearsal::';
const longestEvent = 256 * 1024;

/** Output of ai-toolkit, or an event. */
export type StreamPart = { readonly text: string } | { readonly said: RehearsalEvent };

/** Parts the program's output into ai-toolkit's text and our events, as it grows; pieces may be cut anywhere. */
export function createEventStream(): (text: string) => readonly StreamPart[] {
  let rest = '';
  let atLineStart = true;
  return (text) => {
    const parts: StreamPart[] = [];
    let input = rest + text;
    rest = '';
    while (input !== '') {
      if (atLineStart && mark.startsWith(input.slice(0, mark.length))) {
        const end = input.indexOf('\n');
        if (end < 0 && input.length < longestEvent) {
          rest = input;
          return parts;
        }
        const line = end < 0 ? input : input.slice(0, end);
        const said = readEvent(line);
        parts.push(said ? { said } : { text: `${line}\n` });
        input = end < 0 ? '' : input.slice(end + 1);
        continue;
      }
      const end = input.indexOf('\n');
      const line = end < 0 ? input : input.slice(0, end + 1);
      parts.push({ text: line });
      atLineStart = end >= 0;
      input = input.slice(line.length);
    }
    return parts;
  };
}

function readEvent(line: string): RehearsalEvent | undefined {
  if (!line.startsWith(mark)) return undefined;
  // What is not an event of ours is shown as text.
  const value = parseObject(line.slice(mark.length));
  return value && toEvent(value);
}

function toEvent(value: Readonly<Record<string, unknown>>): RehearsalEvent | undefined {
  const { event, start, code, message } = value;
  if (event === 'device') return deviceEvent(value);
  if (event === 'checkpoint') return { event, made: value.made === true };
  if (event === 'impossible' && typeof message === 'string') return { event, message };
  if ((event === 'start' || event === 'part') && typeof start === 'number') return { event: 'start', start };
  if (event === 'end' && typeof start === 'number' && typeof code === 'number') return { event, start, code };
  if (event !== 'output') return undefined;
  const { checkpoints, samples, loraKeys } = value;
  const keys = typeof loraKeys === 'number' ? loraKeys : 0;
  return { event, output: { checkpoints: texts(checkpoints), samples: texts(samples), loraKeys: keys } };
}

function deviceEvent(value: Readonly<Record<string, unknown>>): RehearsalEvent {
  const versions: Record<string, string> = {};
  for (const name of ['trainer', 'torch', 'diffusers', 'transformers', 'python']) {
    const version = value[name];
    if (typeof version === 'string') versions[name] = version;
  }
  return { event: 'device', device: value.device === 'cuda' ? 'cuda' : 'cpu', versions };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
