import type { Plan } from '../../plan/index';
import { bitsOf, textEncoderBytes, transformerBytes } from '../../profiles/qwen-sizes';
import type { TrainingProcess } from '../../trainer/training-config';
import { bytesText, type Hint, hintAt } from './hint';

/** Hints at the size of the LoRA and at quantization. */
export function modelHints(process: TrainingProcess, plan: Plan): readonly Hint[] {
  return [...networkHint(process, plan), ...quantizationHints(process, plan)];
}

function networkHint(process: TrainingProcess, { network }: Plan): Hint[] {
  if (!network) return [];
  const parts = [
    `${millions(network.parameters)} parameters`,
    network.bytes === null ? undefined : bytesText(network.bytes),
  ];
  const tooltip = 'Trainable parameters, and the size of one checkpoint file.';
  const ranked = process.node('network.rank') ?? process.node('network.linear');
  if (network.rank !== null) return hintAt(ranked, 'network', parts, tooltip);
  const factor = process.node('network.lokr_factor') ?? process.node('network.type');
  return [
    ...hintAt(
      ranked,
      'network',
      ['no effect with LoKr'],
      "LoKr trains full matrices unless 'lokr_full_rank' is false; 'lokr_factor' decides their size.",
    ),
    ...hintAt(factor, 'network', parts, tooltip),
  ];
}

function millions(count: number): string {
  const value = count / 1e6;
  return `${value >= 100 ? Math.floor(value).toLocaleString('en-US') : value.toFixed(1)} M`;
}

/** Bytes of weights on the GPU; for models whose sizes are known. */
function quantizationHints(process: TrainingProcess, { model, memory }: Plan): Hint[] {
  if (memory === null) return [];
  const { qtype, qtypeTextEncoder, arch } = model;
  const withVision = arch !== 'qwen_image';
  return [
    ...sizeHint(
      process,
      'model.qtype',
      'transformer',
      typeof qtype === 'string' ? qtype : undefined,
      (bits) => transformerBytes(bits),
    ),
    ...sizeHint(
      process,
      'model.qtype_te',
      'text encoder',
      typeof qtypeTextEncoder === 'string' ? qtypeTextEncoder : undefined,
      (bits) => textEncoderBytes(bits, withVision),
    ),
  ];
}

function sizeHint(
  process: TrainingProcess,
  key: string,
  what: string,
  qtype: string | undefined,
  bytesAt: (bits: number) => number,
): Hint[] {
  const bits = qtype === undefined ? undefined : bitsOf(qtype);
  if (bits === undefined) return [];
  const text =
    bits >= 16
      ? `not quantized: ${what} ${bytesText(bytesAt(16))}`
      : `${what} ${bytesText(bytesAt(bits))} instead of ${bytesText(bytesAt(16))}`;
  return hintAt(
    process.node(key),
    'quantization',
    [text],
    'Weights as they stay in memory. While it loads, the model needs memory for 16 bit.',
  );
}
