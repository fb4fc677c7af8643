import { duplicateResolution } from './duplicate-resolution';
import { lostGradients } from './lost-gradients';
import { qwenArchMissing } from './qwen-arch-missing';
import { qwenNoiseScheduler } from './qwen-noise-scheduler';
import { qwenQuantizeDtype } from './qwen-quantize-dtype';
import { qwenTextEncoder } from './qwen-text-encoder';
import type { DiskRule, Rule } from './rule';

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  duplicateResolution,
  lostGradients,
  qwenArchMissing,
  qwenNoiseScheduler,
  qwenQuantizeDtype,
  qwenTextEncoder,
];

/** The rules that look at the disk, by code. */
export const diskRules: readonly DiskRule[] = [];
