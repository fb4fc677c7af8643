import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CodeAction, TextEdit } from 'vscode-languageserver-types';
import { intervalActions } from '../../../core/editor/interval-actions';
import { readConfig } from '../../support/find-in-text';

const text = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train:
        steps: 3400
      save:
        save_every: 250
`;

function actionsAt(line: number, stepsPerEpoch = 200): CodeAction[] {
  const range = { start: { line, character: 0 }, end: { line, character: 0 } };
  return intervalActions(readConfig(text), { uri: 'file:///maya.yaml', version: 3 }, range, [
    { process: 0, stepsPerEpoch },
  ]);
}

function editOf(action: CodeAction | undefined): TextEdit | undefined {
  const change = action?.edit?.documentChanges?.[0];
  const edit = change && 'edits' in change ? change.edits[0] : undefined;
  return edit && 'newText' in edit ? edit : undefined;
}

describe('actions on intervals', () => {
  it("offer ten epochs and one on 'steps'", () => {
    const actions = actionsAt(6);
    assert.deepEqual(
      actions.map(({ title, kind }) => [title, kind]),
      [
        ['Train 10 epochs: 2000 steps', 'refactor.rewrite'],
        ['Train one epoch: 200 steps', 'refactor.rewrite'],
      ],
    );
    const range = { start: { line: 6, character: 15 }, end: { line: 6, character: 19 } };
    assert.deepEqual(editOf(actions[0]), { range, newText: '2000' });
  });

  it("offer an epoch and a tenth of the run on 'save_every'", () => {
    assert.deepEqual(
      actionsAt(8).map(({ title }) => title),
      ['Save once per epoch: every 200 steps', 'Save ten times: every 340 steps'],
    );
  });

  it('offer nothing that is there already, and nothing on other lines', () => {
    assert.deepEqual(
      actionsAt(6, 340).map(({ title }) => title),
      ['Train one epoch: 340 steps'],
    );
    assert.deepEqual(actionsAt(2), []);
  });

  it('offer nothing while no epoch is counted', () => {
    const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } };
    assert.deepEqual(intervalActions(readConfig(text), { uri: 'a', version: 1 }, range, []), []);
  });
});
