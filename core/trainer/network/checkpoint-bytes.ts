import type { NetworkSize, SavePrecision } from './network-size';

/** What ai-toolkit writes into the header of a checkpoint besides the tensors (BaseSDTrainProcess.py:385-418). */
export interface CheckpointMetadata {
  readonly name: string;
  readonly arch: string;
  readonly trigger: string | undefined;
  readonly step: number;
  readonly epoch: number;
  readonly toolkitVersion: string;
}

/** Bytes of a checkpoint file; exact but for what a different version writes into the header. */
export function checkpointBytes(
  network: NetworkSize,
  precision: SavePrecision,
  metadata: CheckpointMetadata,
): number {
  return network.stored * precision.bytes + network.headerBytes(precision, metadataText(metadata));
}

function metadataText({ name, arch, trigger, step, epoch, toolkitVersion }: CheckpointMetadata): string {
  const python = (value: unknown) => JSON.stringify(value).replaceAll(/([:,])(?=["\d{])/g, '$1 ');
  const software = {
    name: 'ai-toolkit',
    repo: 'https://github.com/ostris/ai-toolkit',
    version: toolkitVersion,
  };
  return JSON.stringify({
    sshs_legacy_hash: '0'.repeat(8),
    ss_base_model_version: arch,
    ss_output_name: name,
    sshs_model_hash: '0'.repeat(64),
    format: 'pt',
    version: '1.0',
    training_info: python({ step, epoch }),
    name,
    software: python(software),
    ...(trigger === undefined ? {} : { ss_tag_frequency: python({ [`1_${trigger}`]: { [trigger]: 1 } }) }),
  });
}
