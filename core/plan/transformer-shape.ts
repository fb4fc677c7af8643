import type { TransformerShape } from '../profiles/qwen-transformer';
import type { FileProbe } from '../trainer/file-probe';
import type { TrainingProcess } from '../trainer/training-config';

/** No config of a model is longer. */
const longestConfig = 64 * 1024;

/**
 * The shape of a transformer in a local folder, from its own config; undefined for a model on the Hub, where the
 * published shape holds.
 */
export async function transformerShape(
  { nameOrPath }: TrainingProcess,
  probe: FileProbe,
): Promise<TransformerShape | undefined> {
  if (nameOrPath === undefined || nameOrPath === '' || /\.safetensors$/.test(nameOrPath)) return undefined;
  const text = await probe.readText(probe.join(nameOrPath, 'transformer', 'config.json'), longestConfig);
  if (text === undefined) return undefined;
  try {
    const config: unknown = JSON.parse(text);
    const number = (key: string): number | undefined => {
      const value: unknown =
        typeof config === 'object' && config !== null ? Reflect.get(config, key) : undefined;
      return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 100_000
        ? value
        : undefined;
    };
    const [blocks, heads, headWidth] = ['num_layers', 'num_attention_heads', 'attention_head_dim'].map(
      number,
    );
    const [textWidth, inChannels] = ['joint_attention_dim', 'in_channels'].map(number);
    if (!blocks || !heads || !headWidth || !textWidth || !inChannels) return undefined;
    return { blocks, width: heads * headWidth, textWidth, inChannels };
  } catch {
    // A broken config of a model is reported when the model is loaded.
    return undefined;
  }
}
