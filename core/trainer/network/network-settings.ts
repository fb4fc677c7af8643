import { isNumber, scalarText } from '../../syntax/config-node';
import type { TrainingProcess } from '../training-config';

/** The keys of `network` that decide the size of a LoRA (toolkit/config_modules.py:169-227). */
export interface NetworkSettings {
  /** Lower case. */
  readonly type: string;
  readonly rank: number;
  readonly transformerOnly: boolean;
  readonly lokrFullRank: boolean;
  readonly lokrFactor: number;
  readonly onlyIfContains: readonly string[] | undefined;
  readonly ignoreIfContains: readonly string[];
}

/** The network of a process; undefined without one, where the whole model is fine-tuned. */
export function networkSettings(process: TrainingProcess): NetworkSettings | undefined {
  const network = process.section('network');
  if (!network) return undefined;
  const number = (key: string) => network.number(key)?.value;
  const words = (key: string): readonly string[] | undefined => {
    const node = network.node(`network_kwargs.${key}`);
    return node?.kind === 'sequence' ? node.items.flatMap((item) => scalarText(item) ?? []) : undefined;
  };
  const flag = (key: string) => (network.entry(key) ? network.truthy(key) : true);
  const factor = network.node('lokr_factor');
  return {
    type: (scalarText(network.node('type')) ?? 'lora').toLowerCase(),
    rank: number('rank') ?? number('linear') ?? 4,
    transformerOnly: flag('transformer_only'),
    lokrFullRank: flag('lokr_full_rank'),
    lokrFactor: isNumber(factor) ? Math.trunc(factor.value) : -1,
    onlyIfContains: words('only_if_contains'),
    ignoreIfContains: words('ignore_if_contains') ?? [],
  };
}
