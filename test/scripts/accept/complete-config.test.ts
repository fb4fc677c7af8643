import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { nodeAt } from '../../../core/syntax/config-path';
import { collectClaims } from '../../../scripts/accept/collect-cases';
import { checkpointsOf, completeConfig, placeModel } from '../../../scripts/accept/complete-config';
import { faultOf, findFault, isolateFault, withoutFinding } from '../../../scripts/accept/isolate-fault';
import { plainTree } from '../../support/plain-tree';

const dataset = { images: '/d/images', controls: ['/d/c1', '/d/c2', '/d/c3'], mask: '/d/mask' };

async function caseOf(code: string, at: number) {
  const [collected] = await collectClaims('0.12.26', code);
  const found = collected?.cases[at];
  assert.ok(found, `no case ${at} of ${code}`);
  return found;
}

describe('a fault of a fixture', () => {
  it('is taken out of the others', async () => {
    const each = await caseOf('unsupported-option', 4);
    const alone = await isolateFault(each.text, each.finding, each.find);
    const serious = (await each.find(alone)).filter(
      ({ severity }) => severity === 'error' || severity === 'warning',
    );
    assert.deepEqual(
      serious.filter(({ code }) => code === 'unsupported-option').map((found) => faultOf(alone, found)),
      [faultOf(each.text, each.finding)],
    );
  });

  it('stays in the config that can run, and goes with its fix', async () => {
    const each = await caseOf('accumulation-conflict', 0);
    const fault = faultOf(each.text, each.finding);
    const fires = async (text: string) => (await findFault(text, fault, each.find)) !== undefined;
    const text = await completeConfig(each.text, dataset, fires, false);
    const found = await findFault(text, fault, each.find);
    assert.ok(found);
    const [without] = withoutFinding(text, found);
    assert.ok(without !== undefined && !(await fires(without)));
  });

  it('makes the claims that its own row makes', async () => {
    const each = await caseOf('value-limit', 0);
    assert.equal(each.claims.length, 1);
  });
});

describe('a config that can run', () => {
  const text = `job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      train: { steps: 3000, dtype: bf16 }
      datasets: [{ folder_path: /path/to/images, resolution: [1024, 1000] }]
      model: { name_or_path: Qwen/Qwen-Image-Edit-2509, arch: qwen_image_edit_plus, qtype: "uint3|some/adapter.safetensors" }
`;

  it('is short and small, with a dataset that is there', async () => {
    const completed = await completeConfig(text, dataset, () => true, false);
    const { root } = parseConfigDocument(completed, 'yaml');
    const at = (...keys: (string | number)[]) => plainTree(nodeAt(root, ['config', 'process', 0, ...keys]));
    assert.equal(at('train', 'steps'), 2);
    assert.equal(at('datasets', 0, 'folder_path'), '/d/images');
    assert.deepEqual(at('datasets', 0, 'resolution'), [64, 72]);
    assert.equal(at('sample', 'samples', 0, 'ctrl_img_1'), '/d/c1/00.png');
  });

  it('keeps what the fault needs', async () => {
    const completed = await completeConfig(text, dataset, (each) => each.includes('steps: 3000'), false);
    assert.match(completed, /steps: 3000/);
    assert.match(completed, /folder_path: \/d\/images/);
  });

  it('reads the small checkpoint on the CPU', () => {
    assert.deepEqual(checkpointsOf(text), ['edit']);
    const placed = placeModel(text, (kind) => `/c/${kind}`, undefined);
    assert.match(placed, /name_or_path: \/c\/edit/);
    assert.match(placed, /qtype: "uint3"/);
    assert.match(placed, /dtype: fp32/);
  });
});
