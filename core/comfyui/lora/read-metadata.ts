/** What ai-toolkit writes into a LoRA file's `__metadata__` (seen in its files of 0.12.26). */
export interface LoraMetadata {
  readonly arch: string | null;
  readonly step: number | null;
  readonly epoch: number | null;
  readonly trigger: string | null;
  readonly toolkit: string | null;
}

/** Reads the metadata; texts that are not as expected count as absent. */
export function readLoraMetadata(metadata: ReadonlyMap<string, string>): LoraMetadata {
  const info = record(metadata.get('training_info'));
  const software = record(metadata.get('software'));
  return {
    arch: metadata.get('ss_base_model_version') ?? null,
    step: numberOf(info?.step),
    epoch: numberOf(info?.epoch),
    trigger: triggerOf(record(metadata.get('ss_tag_frequency'))),
    toolkit:
      software?.name === 'ai-toolkit' && typeof software.version === 'string' ? software.version : null,
  };
}

/** `{"1_mira": {"mira": 1}}` names the trigger word `mira`. */
function triggerOf(frequency: Record<string, unknown> | undefined): string | null {
  const first = Object.values(frequency ?? {})[0];
  if (typeof first !== 'object' || first === null) return null;
  return Object.keys(first)[0] ?? null;
}

function record(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    // Another program wrote it; it tells nothing then.
    return undefined;
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
