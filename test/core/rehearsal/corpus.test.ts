import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { applyChanges } from '../../../core/rehearsal/apply-changes';
import type { Change } from '../../../core/rehearsal/change';
import { selectDataset } from '../../../core/rehearsal/dataset-selection';
import { modelChanges } from '../../../core/rehearsal/model-changes';
import { changedValue, isSameValue, plainValue } from '../../../core/rehearsal/plain-value';
import { runChanges } from '../../../core/rehearsal/run-changes';
import { type ConfigDocument, parseConfigDocument } from '../../../core/syntax/config-document';
import { viewTrainingConfig } from '../../../core/trainer/training-config';
import { repositoryRoot } from '../../support/find-in-text';
import { inMemoryDisk } from '../../support/in-memory-disk';

/** The last keys of the paths that the table may change. */
const tableKeys = new Set([
  ...['name_or_path', 'extras_name_or_path', 'qtype', 'qtype_te', 'assistant_lora_path', 'lora_path'],
  ...['inference_lora_path', 'unconditional_lora_path', 'refiner_name_or_path', 'pretrained_lora_path'],
  ...['training_folder', 'steps', 'dtype', 'vae_dtype', 'te_dtype', 'save_every', 'sample_every', 'width'],
  ...['height', 'sample_steps', 'prompt', 'prompts', 'samples', 'resolution', 'num_repeats', 'push_to_hub'],
  ...['use_wandb', 'device', 'optimizer', 'optimizer_params', 'compile', 'block_compile'],
  ...['attention_backend', 'save', 'train'],
]);

function configFiles(): string[] {
  const folders = ['../shared/corpus', 'examples'].map((folder) => path.resolve(repositoryRoot, folder));
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
    )
    .filter((file) => /\.(?:ya?ml|json)$/.test(file));
}

async function changesOf(document: ConfigDocument): Promise<Change[]> {
  const changes: Change[] = [];
  const target = { device: 'cpu', checkpoint: '/t/model', trainingFolder: '/t/output', steps: 3 } as const;
  for (const process of viewTrainingConfig(document).processes) {
    changes.push(...modelChanges(process, target), ...runChanges(process, target));
    for (const dataset of process.datasets) {
      const options = {
        probe: inMemoryDisk({}),
        target: '/t/data',
        images: 4,
        expand: (text: string) => text,
      };
      changes.push(...(await selectDataset(dataset, options)).changes);
    }
  }
  return changes;
}

describe("a rehearsal's config", () => {
  let tried = 0;
  for (const file of configFiles()) {
    const text = readFileSync(file, 'utf8');
    const document = parseConfigDocument(text, file.endsWith('.json') ? 'json' : 'yaml');
    if (document.problems.length > 0 || viewTrainingConfig(document).processes.length === 0) continue;
    tried++;
    it(`${path.relative(repositoryRoot, file)} loses nothing but what the table says`, async () => {
      const changes = await changesOf(document);
      const changed = applyChanges(document, changes);
      assert.ok(changed.keepsComments, `it was not edited in place:\n${changed.text}`);
      const after = parseConfigDocument(changed.text, changed.format);
      assert.deepEqual(after.problems, []);
      assert.ok(isSameValue(plainValue(after.root), changedValue(plainValue(document.root), changes)));
      for (const { path: keys } of changes) {
        const key = keys.findLast((step) => typeof step === 'string');
        assert.ok(tableKeys.has(String(key)), `${keys.join('.')} is not in the table`);
      }
      for (const comment of document.comments) {
        assert.ok(changed.text.includes(comment.text.trimEnd()), `the comment '${comment.text}' is lost`);
      }
      const variables = (source: string) => (source.match(/\$\{[^}]+\}/g) ?? []).length;
      const replaced = changes.flatMap(({ path: keys }) =>
        keys.at(-1) === 'training_folder' ? [1] : [],
      ).length;
      assert.ok(variables(changed.text) >= variables(text) - replaced, 'a ${…} is lost');
    });
  }
  it('has configs to try', (test) => {
    test.diagnostic(`${tried} configs`);
    assert.ok(tried >= 2);
  });
});
