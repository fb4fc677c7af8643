import type { LoadResult, LoraReport } from './lora-report';

const kinds = {
  lora: 'LoRA',
  lokr: 'LoKr',
  dora: 'DoRA',
  model: 'Whole model',
  other: 'Not a LoRA',
} as const;
const shares = { all: 'loads all keys', part: 'loads some of the keys', none: 'loads nothing' } as const;

/** What a file is, in a few words each: its kind, rank, modules and precision. */
export function loraTraits({ kind, rank, modules, blocks, dtype }: LoraReport): readonly string[] {
  return [
    kinds[kind],
    ...(rank === null ? [] : [`rank ${rank}`]),
    ...(modules === 0 ? [] : [`${counted(modules, 'module')} in ${counted(blocks, 'block')}`]),
    ...(dtype === null ? [] : [dtype]),
  ];
}

/** How much of a file a program loads: `loads all keys`. */
export function loadWords({ loads }: LoadResult): string {
  return shares[loads];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
