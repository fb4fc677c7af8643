/** A model that is given as a checkpoint of Qwen-Image and is something else. */
export interface ForeignModel {
  /** A full sentence about it. */
  readonly what: string;
  /** What to write instead. */
  readonly advice: string;
  /** Whether the name leaves no doubt. */
  readonly certain: boolean;
}

const base = "Write the checkpoint itself, such as 'Qwen/Qwen-Image'.";

/** Each pattern is matched with the whole name, or with its last part. */
const foreign: readonly {
  readonly whole?: RegExp;
  readonly last?: RegExp;
  readonly model: ForeignModel;
}[] = [
  {
    last: /\.gguf$/i,
    model: {
      what: 'A GGUF file is made for inference, and ai-toolkit cannot load it.',
      advice: base,
      certain: true,
    },
  },
  {
    whole: /^https?:\/\//i,
    model: {
      what: 'This is a URL. ai-toolkit needs a Hugging Face name, a folder or a file.',
      advice: base,
      certain: true,
    },
  },
  {
    last: /lightning|[-_]lora(?:[-_.]|$)/i,
    model: { what: 'This looks like a LoRA, not like a checkpoint.', advice: base, certain: false },
  },
  {
    last: /^qwen\d(?:\.\d)?[-_]?(?:vl|omni)(?![a-z])/i,
    model: {
      what: 'This is a language model, which Qwen-Image uses as its text encoder. It is not the image model.',
      advice: base,
      certain: true,
    },
  },
  {
    last: /^qwen[-_ ]?image[-_ ]?layered/i,
    model: {
      what: 'Qwen-Image-Layered is another architecture, and no version of ai-toolkit has an arch for it.',
      advice: "Write a checkpoint that ai-toolkit trains, such as 'Qwen/Qwen-Image'.",
      certain: true,
    },
  },
  {
    last: /^qwen[-_ ]?image[-_ ]?v?2[._]0(?!\d)/i,
    model: {
      what: 'Qwen-Image-2.0 is another architecture, and no version of ai-toolkit has an arch for it.',
      advice: "Write a checkpoint that ai-toolkit trains, such as 'Qwen/Qwen-Image'.",
      certain: true,
    },
  },
];

/** What a name in `name_or_path` is when it is not a checkpoint that can be trained as Qwen-Image; undefined for others. */
export function foreignModelOf(nameOrPath: string | undefined): ForeignModel | undefined {
  if (nameOrPath === undefined) return undefined;
  const whole = nameOrPath.trim();
  const last =
    whole
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  return foreign.find((row) => row.whole?.test(whole) === true || row.last?.test(last) === true)?.model;
}
