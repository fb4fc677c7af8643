/** What the dump of the process in the log tells about a run. Nothing else of the dump is kept: it may hold secrets. */
export interface ConfigFacts {
  readonly processType: string | undefined;
  readonly arch: string | undefined;
  readonly model: string | undefined;
  readonly steps: number | undefined;
  readonly saveEvery: number | undefined;
  readonly sampleEvery: number | undefined;
  /** Images of one sample round; 0 when sampling is disabled or there is no prompt. */
  readonly samplePrompts: number;
  readonly learningRate: number | undefined;
  readonly optimizer: string | undefined;
  readonly rank: number | undefined;
  readonly pushesToHub: boolean;
}

/** Reads the facts from the dump's JSON or a config's process; undefined when it is not an object. */
function factsOfProcess(process: unknown): ConfigFacts | undefined {
  if (typeof process !== 'object' || process === null || Array.isArray(process)) return undefined;
  const train = field(process, 'train');
  const model = field(process, 'model');
  const save = field(process, 'save');
  return {
    processType: text(field(process, 'type')),
    arch: text(field(model, 'arch')),
    model: text(field(model, 'name_or_path')),
    steps: number(field(train, 'steps')),
    saveEvery: number(field(save, 'save_every')),
    sampleEvery: number(field(field(process, 'sample'), 'sample_every')),
    samplePrompts: field(train, 'disable_sampling') === true ? 0 : countPrompts(field(process, 'sample')),
    learningRate: number(field(train, 'lr')),
    optimizer: text(field(train, 'optimizer')),
    rank: number(field(field(process, 'network'), 'linear')),
    pushesToHub: field(save, 'push_to_hub') === true,
  };
}

/** Reads the dump's text; undefined when it is cut or not JSON. */
export function factsOfDump(dump: string): ConfigFacts | undefined {
  try {
    return factsOfProcess(JSON.parse(dump));
  } catch {
    // A dump that was cut tells nothing; the rest of the log still does.
    return undefined;
  }
}

function countPrompts(sample: unknown): number {
  const samples = field(sample, 'samples');
  if (Array.isArray(samples) && samples.length > 0) return samples.length;
  const prompts = field(sample, 'prompts');
  return Array.isArray(prompts) ? prompts.length : 0;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 300) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
