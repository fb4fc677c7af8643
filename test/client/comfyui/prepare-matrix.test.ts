import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { matrixWorkflows } from '../../../client/src/comfyui/matrix/matrix-workflows';
import { prepareMatrix } from '../../../client/src/comfyui/matrix/prepare-matrix';
import { createComfyHttp, readAddress } from '../../../client/src/comfyui/server/comfy-http';
import type { MatrixWish } from '../../../common/compare-page';
import { usualLists } from '../../support/comfyui/object-info';
import { pngImage } from '../../support/comfyui/png-image';
import { type StandInOptions, StandInServer } from '../../support/comfyui/stand-in-server';
import { safetensorsFile } from '../../support/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'prepare-matrix-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let server: StandInServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const checkpoint = path.join(folder, 'maya_000000500.safetensors');
writeFileSync(
  checkpoint,
  safetensorsFile([{ name: 'diffusion_model.x.lora_A.weight', dtype: 'BF16', shape: [1, 1] }], {
    sshs_model_hash: 'abc',
  }),
);
const configPath = path.join(folder, 'config.yaml');
const config = (model: string, extra = '') =>
  `job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      network: { type: lora, linear: 4 }\n      model: ${model}\n      sample:\n        width: 1024\n        height: 768\n        samples:\n          - prompt: "maya"\n${extra}`;
const image = '{ name_or_path: Qwen/Qwen-Image, arch: qwen_image }';
const edit = '{ name_or_path: Qwen/Qwen-Image-Edit-2509, arch: qwen_image_edit_plus }';

const wish: MatrixWish = {
  candidate: 'maya@500',
  prompts: [0],
  guidances: [3, 4],
  strengths: [0.6, 1],
  style: '',
  styleStrengths: [0],
};

interface Options extends StandInOptions {
  readonly wish?: Partial<MatrixWish>;
  readonly text?: string;
}

async function prepare({ wish: changes, text = config(image), ...options }: Options) {
  server = await StandInServer.start(options);
  writeFileSync(configPath, text);
  return prepareMatrix(
    { configPath, checkpoint, wish: { ...wish, ...changes } },
    createComfyHttp(server.address),
  );
}

const lists = (lora: readonly string[]) => ({ ...usualLists, lora_name: lora });
const same = { sshs_model_hash: 'abc' };

describe('a matrix before it is sent', () => {
  it('finds the checkpoint under another name, by its hash', async () => {
    const prepared = await prepare({
      lists: lists(['a.safetensors', 'mine/renamed.safetensors']),
      metadata: { 'a.safetensors': { sshs_model_hash: 'other' }, 'mine/renamed.safetensors': same },
    });
    assert.ok('matrix' in prepared, JSON.stringify(prepared));
    assert.deepEqual(
      [prepared.matrix.lora, prepared.matrix.cells.length, prepared.size],
      ['mine/renamed.safetensors', 4, '1024 × 768 pixels'],
    );
    assert.ok(prepared.bytes > 4000);
    // Only questions were sent.
    assert.deepEqual(
      server?.requests.filter((each) => !each.startsWith('GET ')),
      [],
    );
  });

  const refused: readonly (readonly [string, Options, RegExp])[] = [
    [
      'a LoRA that is not there',
      { lists: lists(['maya_000000750.safetensors']) },
      /does not list maya_000000500\.safetensors as a LoRA\. The nearest name in its list is 'maya_000000750/,
    ],
    [
      'other weights under the same name',
      {
        lists: lists(['sub/maya_000000500.safetensors']),
        metadata: { 'sub/maya_000000500.safetensors': { sshs_model_hash: 'other' } },
      },
      /'sub\/maya_000000500\.safetensors' has other weights/,
    ],
    [
      'a style LoRA that is not there',
      {
        lists: lists(['maya_000000500.safetensors', 'styles/ink.safetensors']),
        metadata: { 'maya_000000500.safetensors': same },
        wish: { style: 'ink.safetensors', styleStrengths: [0, 0.6] },
      },
      /does not list 'ink\.safetensors' in models\/loras\. The nearest name in its list is 'styles\/ink\.safetensors'/,
    ],
    [
      'a missing model file and VAE',
      {
        lists: { ...lists(['maya_000000500.safetensors']), unet_name: [], vae_name: ['pixel_space'] },
        metadata: { 'maya_000000500.safetensors': same },
      },
      /does not list 'qwen_image_fp8_e4m3fn\.safetensors' in models\/diffusion_models.*'qwen_image_vae\.safetensors' in models\/vae/s,
    ],
    [
      'a control image that is not there',
      {
        lists: lists(['maya_000000500.safetensors']),
        metadata: { 'maya_000000500.safetensors': same },
        text: config(edit, '            ctrl_img_1: "gone.png"\n'),
      },
      /control image gone\.png is not there/,
    ],
    [
      'a result that is a whole model',
      {
        lists: lists(['maya_000000500.safetensors']),
        metadata: { 'maya_000000500.safetensors': same },
        text: config(image).replace('network: { type: lora, linear: 4 }', 'device: cuda'),
      },
      /whole model/,
    ],
    ['a prompt that the config does not have', { wish: { prompts: [4] } }, /has no prompt 5/],
    [
      'a matrix that nobody waits for',
      { wish: { guidances: range(24), strengths: range(24), style: 's', styleStrengths: [1, 2] } },
      /1152 images are too many/,
    ],
  ];
  for (const [name, options, says] of refused) {
    it(`names ${name}`, async () => {
      const prepared = await prepare(options);
      assert.ok('length' in prepared, 'It is refused.');
      assert.match(prepared.join('\n'), says);
      assert.deepEqual(server?.sent, []);
    });
  }

  it('needs a server that is ComfyUI', async () => {
    const html: StandInOptions['intercept'] = (_, __, response) => {
      response.writeHead(200).end('<html>router</html>');
      return true;
    };
    await assert.rejects(prepare({ intercept: html }), /does not answer like a ComfyUI server/);
  });

  it('uses the nearest shift where the server has no ManualSigmas, and says so', async () => {
    const prepared = await prepare({
      without: ['ManualSigmas'],
      lists: lists(['maya_000000500.safetensors']),
      metadata: { 'maya_000000500.safetensors': same },
    });
    assert.ok('matrix' in prepared, JSON.stringify(prepared));
    assert.equal(prepared.matrix.manualSigmas, false);
    const workflowOf = await matrixWorkflows(configPath, prepared.matrix);
    const [cell] = prepared.matrix.cells;
    assert.ok(cell);
    assert.equal(workflowOf(cell)['22']?.class_type, 'KSampler');
  });

  it('uses the name that the server gives to an uploaded control image, and the style as a second LoRA', async () => {
    writeFileSync(path.join(folder, 'face "é".png'), pngImage([1, 2, 3]));
    const prepared = await prepare({
      lists: lists(['maya_000000500.safetensors', 'ink.safetensors']),
      metadata: { 'maya_000000500.safetensors': same },
      text: config(edit, '            ctrl_img_1: \'face "é".png\'\n'),
      wish: { style: 'ink.safetensors', styleStrengths: [0, 0.6] },
    });
    assert.ok('matrix' in prepared, JSON.stringify(prepared));
    const [upload] = prepared.uploads;
    assert.ok(upload && server);
    const name = await createComfyHttp(server.address).upload('face "é".png', pngImage([1, 2, 3]));
    assert.deepEqual([name, server.uploads], ['kept_1.png', ['face _é_.png']]);
    const matrix = { ...prepared.matrix, images: { [upload.control]: name } };
    const workflowOf = await matrixWorkflows(configPath, matrix);
    const graphs = matrix.cells.map(workflowOf);
    assert.equal(graphs[0]?.['40']?.inputs.image, 'kept_1.png');
    assert.deepEqual(
      graphs.map((graph) => graph['60']?.inputs.strength_model),
      [undefined, undefined, undefined, undefined, 0.6, 0.6, 0.6, 0.6],
    );
    writeFileSync(configPath, config(edit).replace('"maya"', '"another"'));
    await assert.rejects(matrixWorkflows(configPath, matrix), /Prompt 1 of the run's config has changed/);
  });
});

describe('the address of a server', () => {
  it('is read as users write it', () => {
    const read: readonly (readonly [string, string | undefined])[] = [
      ['http://127.0.0.1:8188', 'http://127.0.0.1:8188'],
      [' localhost:8188/ ', 'http://localhost:8188'],
      ['https://gpu.example/comfy/', 'https://gpu.example/comfy'],
      ['[::1]:8188', 'http://[::1]:8188'],
      ['', undefined],
      ['file:///etc/passwd', undefined],
      ['http://user:secret@host', undefined],
      ['http://host/?x=1', undefined],
      ['not an address', undefined],
    ];
    for (const [text, address] of read) assert.equal(readAddress(text), address, text);
  });
});

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
