import { isQwen } from '../profiles/model-families';
import { isTruthy } from '../syntax/config-node';
import { removeEntry } from '../syntax/text-edits';
import { since013, type ToolkitVersions } from '../toolkit/versions';
import { drawsSamples } from '../trainer/sample-drawing';
import type { Rule } from './rule';

/** The keys that Qwen-Image does not read, each with what happens instead. */
const unread: Readonly<Record<string, string>> = {
  vae_path: "the VAE comes with the checkpoint or from 'extras_name_or_path'",
  te_name_or_path: "the text encoder comes with the checkpoint or from 'extras_name_or_path'",
  lora_path: 'no other LoRA is merged before training',
  quantize_kwargs: 'every layer is quantized',
};
/** From 0.13 on the loader of the Qwen archs hands it on (toolkit/models/v2/_mixin.py). */
const readSince013 = 'quantize_kwargs';
const crashing = ['assistant_lora_path', 'inference_lora_path'];

export const qwenModelUnread: Rule = {
  code: 'qwen-model-unread',
  severity: 'information',
  summary: 'Keys of `model` that Qwen-Image does not read.',
  claims: [
    { where: 'load', what: 'ignored', seen: 'run' },
    { where: 'sample', what: 'fails', seen: 'run', of: 'keys that end the first sample' },
  ],

  differsByVersion: true,

  *check(config, { versions }) {
    for (const process of config.trainers) {
      const model = process.section('model');
      if (!model || !isQwen(process)) continue;
      for (const entry of model.mapping.entries) {
        const key = String(entry.key.value);
        const crashes = crashing.includes(key);
        const instead = Object.hasOwn(unread, key) && isUnread(key, versions) ? unread[key] : undefined;
        if (entry.shadowed || !isTruthy(entry.value) || (!crashes && instead === undefined)) continue;
        const atSample = crashes && drawsSamples(process);
        const edits = [removeEntry(config.document, model.mapping, entry)];
        yield {
          span: entry.key.span,
          severity: atSample ? 'error' : 'information',
          message: atSample
            ? `Qwen-Image does not load '${key}', and ai-toolkit crashes on the missing LoRA at the first sample. Remove it.`
            : `Qwen-Image does not read '${key}': ${instead ?? 'no other LoRA is loaded'}. Remove it.`,
          fixes: [{ title: `Remove '${key}'`, safe: false, edits }],
          unnecessary: true,
        };
      }
    }
  },
};

/** Where the versions differ and none is decided, the key may be read. */
function isUnread(key: string, versions: ToolkitVersions): boolean {
  return key !== readSince013 || versions.holds(since013) === 'never';
}
