import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { familyOf, isQwen, modelFamilies, namesQwenImage } from '../../../core/profiles/model-families';
import { setsOwnRate } from '../../../core/profiles/optimizers';
import { needsRecoveryAdapter, qtypeBits } from '../../../core/profiles/quantization';
import {
  certainQwenCheckpointOf,
  qwenCheckpointOf,
  qwenCheckpoints,
  recoveryAdapterOf,
} from '../../../core/profiles/qwen-checkpoints';

const noClues = { arch: undefined, nameOrPath: undefined, saysQwen: false };

describe('model families', () => {
  it('holds each advised value inside its own range, for each use case', () => {
    for (const family of Object.values(modelFamilies)) {
      const advices = Object.values(family.useCases).flatMap((use) => [
        use.rank,
        use.learningRate,
        use.epochs,
      ]);
      for (const advice of [...advices, family.guidanceScale, family.sampleSteps, family.promptLength]) {
        assert.ok(advice.low <= advice.best && advice.best <= advice.high, JSON.stringify(advice));
        assert.ok((advice.wrongFrom ?? advice.high) >= advice.high, JSON.stringify(advice));
        assert.ok((advice.wrongAbove ?? advice.high) >= advice.high, JSON.stringify(advice));
      }
    }
  });

  it('lists no arch in two families', () => {
    const archs = Object.values(modelFamilies).flatMap((family) => family.archs);
    assert.equal(new Set(archs).size, archs.length);
  });

  it('goes by the arch where there is one, whatever the name says', () => {
    assert.equal(familyOf({ ...noClues, arch: 'flux', nameOrPath: 'Qwen/Qwen-Image' }), 'flux');
    assert.equal(familyOf({ ...noClues, arch: 'qwen_image', nameOrPath: '/models/my-tune' }), 'qwen');
    assert.equal(familyOf({ ...noClues, arch: 'krea2' }), undefined);
  });

  it("goes by the name or the guide's flag where no arch is written", () => {
    assert.equal(isQwen({ ...noClues, nameOrPath: 'Qwen/Qwen-Image-Edit-2509' }), true);
    assert.equal(isQwen({ ...noClues, saysQwen: true, nameOrPath: '/models/mine' }), true);
    assert.equal(isQwen({ ...noClues, nameOrPath: 'Qwen/Qwen2.5-VL-7B-Instruct' }), false);
  });

  it('leaves alone the models of that name that ai-toolkit has no arch for', () => {
    assert.equal(namesQwenImage('Qwen/Qwen-Image-Layered'), false);
    assert.equal(namesQwenImage('Comfy-Org/Qwen-Image-2.1'), false);
    assert.equal(namesQwenImage('Qwen/Qwen-Image-2512'), true);
  });
});

describe('Qwen checkpoints', () => {
  const names: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['Qwen/Qwen-Image', 'Qwen-Image', 'Qwen-Image'],
    ['Qwen/Qwen-Image-2512', 'Qwen-Image-2512', 'Qwen-Image-2512'],
    ['Qwen/Qwen-Image-Edit', 'Qwen-Image-Edit', 'Qwen-Image-Edit'],
    ['Qwen/Qwen-Image-Edit-2509', 'Qwen-Image-Edit-2509', 'Qwen-Image-Edit-2509'],
    ['/models/Qwen-Image-Edit-2511/', 'Qwen-Image-Edit-2511', 'Qwen-Image-Edit-2511'],
    ['D:\\models\\qwen_image_edit_2509_bf16.safetensors', 'Qwen-Image-Edit-2509', 'Qwen-Image-Edit-2509'],
    ['someone/Qwen-Image-Edit-Anime', 'Qwen-Image-Edit', undefined],
    ['someone/Qwen-Image-Fast', 'Qwen-Image', undefined],
    ['black-forest-labs/FLUX.1-dev', undefined, undefined],
  ];

  for (const [name, nearest, certain] of names) {
    it(`takes ${name} for ${nearest ?? 'no Qwen-Image model'}`, () => {
      assert.equal(qwenCheckpointOf(name)?.name, nearest);
      assert.equal(certainQwenCheckpointOf(name)?.name, certain);
    });
  }

  it('finds each adapter by its file name alone', () => {
    for (const checkpoint of qwenCheckpoints) {
      for (const [qtype, value] of Object.entries(checkpoint.recoveryAdapters)) {
        const [written, path = ''] = value.split('|');
        assert.equal(written, qtype);
        assert.equal(recoveryAdapterOf(path)?.checkpoint, checkpoint);
        assert.equal(recoveryAdapterOf(path.split('/').at(-1) ?? '')?.qtype, qtype);
      }
    }
  });
});

describe('quantization and optimizers', () => {
  it('wants an adapter with the types that only round, up to 4 bits', () => {
    const wanting = Object.keys(qtypeBits).filter((qtype) => needsRecoveryAdapter(qtype));
    assert.deepEqual(wanting.sort(), ['qint2', 'qint4', 'uint2', 'uint3', 'uint4']);
  });

  it('knows the optimizers that set their own rate, in any case of letters', () => {
    for (const name of ['prodigy', 'Prodigyopt', 'prodigy8bit', 'DAdaptationAdam', 'automagic3']) {
      assert.equal(setsOwnRate(name), true, name);
    }
    for (const name of ['adamw8bit', 'adafactor', 'lion', undefined])
      assert.equal(setsOwnRate(name), false, name);
  });
});
