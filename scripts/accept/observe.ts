import { createRehearsalReader, readConfigText } from '../../core/rehearsal/index';

/** What the trainer did with a case, as run_cases.py tells it. */
export interface CaseOutput {
  /** What it printed, with the marks of our program. */
  readonly text: string;
  readonly code: number;
  /** Each saved LoRA by its path. */
  readonly loras: Readonly<Record<string, LoraFacts>>;
  /** Size and hash of each sample, `64x64 1f…`, by its name without the time. */
  readonly samples: Readonly<Record<string, string>>;
}

export interface LoraFacts {
  readonly hash: string;
  /** Sum of what training adds, which begins at 0; null where the file has no such matrices. */
  readonly trained: number | null;
  readonly tensors: number;
}

/** The values that the config classes end with: sections by their names, and one object for each dataset. */
export type EndValues = Readonly<Record<string, unknown>>;

/** What the trainer did with one text, as far as claims speak of it. */
export interface Observed {
  /** The phase in which it failed; undefined when it came to its end. */
  readonly failedIn: string | undefined;
  /** The reader's word for the failure; `error` where it has no explanation. */
  readonly reason: string | undefined;
  readonly exception: string | undefined;
  /** `step:loss` of each step that the bar shows. */
  readonly losses: string;
  /** Names and hashes of the LoRAs. */
  readonly weights: string;
  readonly samples: string;
  /** Of the last LoRA; undefined without one. */
  readonly trained: number | undefined;
  /** Of each process. */
  readonly values: readonly EndValues[];
  /** Counts of images that ai-toolkit tells while reading the datasets. */
  readonly datasets: string;
}

/** Reads a case's output with the reader of rehearsals. `toolkit` is its absolute folder. */
export function observe(seen: CaseOutput, text: string, toolkit: string): Observed {
  const document = readConfigText(text, 'yaml');
  const reader = createRehearsalReader({ document, toolkit, names: [] }, 0);
  reader.feed(seen.text.replace(valuesLine, ''), 0);
  const { failure } = reader.end({ code: seen.code, signal: undefined }, 0);
  const losses = [...seen.text.matchAll(/(\d+)\/\d+ \[[^\]\r\n]*loss: ([\w.+-]+)/g)].map(
    (match) => `${match[1]}:${match[2]}`,
  );
  const files = Object.keys(seen.loras).sort();
  const last = files.find((file) => !/_\d{9}\.safetensors$/.test(file)) ?? files.at(-1);
  return {
    failedIn: failure?.phase,
    reason: failure?.reason,
    exception: failure?.exception?.split('\n')[0],
    losses: [...new Set(losses)].join(' '),
    weights: files.map((file) => `${file.split('/').at(-1)} ${seen.loras[file]?.hash}`).join(', '),
    samples: Object.entries(seen.samples)
      .map(([name, hash]) => `${name} ${hash}`)
      .sort()
      .join(', '),
    trained: last === undefined ? undefined : (seen.loras[last]?.trained ?? undefined),
    values: valuesIn(seen.text),
    datasets: [...seen.text.matchAll(/Found \d+ \w+|\d+ buckets?|\d+x\d+: \d+ files?/g)].join(', '),
  };
}

const valuesLine = /^::rehearsal::(\{"event": "values".*\})$/gm;

function valuesIn(text: string): EndValues[] {
  return [...text.matchAll(valuesLine)].map((match) => JSON.parse(match[1] ?? '{}').values);
}
