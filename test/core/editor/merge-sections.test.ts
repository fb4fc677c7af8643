import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { codeActions } from '../../../core/editor/code-actions';
import { toDiagnostic } from '../../../core/editor/to-protocol';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { applyEdits } from '../../../core/syntax/text-edits';
import { findInText, repositoryRoot } from '../../support/find-in-text';

const file = path.join(repositoryRoot, 'test/fixtures/rules/duplicate-key/sections.yaml');
const text = readFileSync(file, 'utf8').replace(/^#.*\n/m, '');
const finding = findInText(text).find(({ code }) => code === 'duplicate-key');

it('merges two sections of a name into the later one, whose values stay', () => {
  const [merge] = finding?.fixes ?? [];
  assert.ok(merge && !merge.safe);
  const merged = parseConfigDocument(applyEdits(text, merge.edits), 'yaml');
  assert.deepEqual(merged.problems, []);
  assert.ok(merged.text.includes('# long enough'));
  assert.match(
    merged.text,
    /train:\n {8}batch_size: 1\n {8}noise_scheduler: flowmatch\n {8}# long enough\n {8}steps: 2500\n {8}lr: 0\.0002\n/,
  );
  assert.equal(merged.text.match(/train:/g)?.length, 1);
  assert.equal(merge.preview, "The later 'train' gets steps, lr. 'batch_size' stays 1, and 2 is dropped.");
});

it('asks for a confirmation, with the conflicts in the preview', () => {
  assert.ok(finding);
  const document = parseConfigDocument(text, 'yaml');
  const target = { uri: 'file:///a.yaml', version: 1, document };
  const diagnostic = toDiagnostic(document, finding, { ...target, documentation: () => '' });
  const actions = codeActions(
    target,
    { diagnostics: [diagnostic] },
    () => [],
    () => true,
  );
  const [merge] = actions;
  const annotations = merge?.edit?.changeAnnotations?.preview;
  assert.equal(annotations?.needsConfirmation, true);
  assert.match(annotations?.description ?? '', /'batch_size' stays 1, and 2 is dropped/);
});

it('is not offered where a comment would be lost, or for values without sections', () => {
  const commented = text.replace(
    'lr: 0.0002\n        batch_size: 2',
    'batch_size: 2 # for 48 GB\n        lr: 0.0002',
  );
  for (const one of [commented, 'job: extension\njob: train\n']) {
    const found = findInText(one).find(({ code }) => code === 'duplicate-key');
    assert.ok(found?.fixes?.every(({ preview }) => preview === undefined));
  }
});
