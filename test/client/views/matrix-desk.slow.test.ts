import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { MatrixDesk } from '../../../client/src/views/compare/matrix-desk';
import type { MatrixView } from '../../../common/compare-page';
import { usualLists } from '../../support/comfyui/object-info';
import { StandInServer } from '../../support/comfyui/stand-in-server';
import { memoryLogger } from '../../support/memory-files';
import { safetensorsFile } from '../../support/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'matrix-desk-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let server: StandInServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const job = path.join(folder, 'maya');
const checkpoint = path.join(job, 'maya.safetensors');
mkdirSync(job);
writeFileSync(
  path.join(job, 'config.yaml'),
  'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      network: { type: lora, linear: 4 }\n      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }\n      sample: { prompts: [ "maya" ] }\n',
);
const tensor = { name: 'diffusion_model.x.lora_A.weight', dtype: 'BF16' as const, shape: [1, 1] };
writeFileSync(checkpoint, safetensorsFile([tensor], { sshs_model_hash: 'abc' }));

const wish = {
  candidate: 'maya@9',
  prompts: [0],
  guidances: [3, 4],
  strengths: [0.6],
  style: '',
  styleStrengths: [0],
};

function deskOf(address: string, agrees: boolean) {
  const views: MatrixView[] = [];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  const desk = new MatrixDesk(job, {
    logger: memoryLogger(),
    changed: (view) => {
      views.push(view);
      for (const each of [...waiting]) each();
    },
    uriOf: (file) => file,
    serverAddress: () => address,
    passesCheck: async () => true,
    whileBusy: (_, act) => act(),
    mayStart: async ({ matrix }, to) => {
      asked.push(`${matrix.cells.length} to ${to}`);
      return agrees;
    },
    mayResume: async () => agrees,
    upload: async () => 'x.png',
  });
  /** Settles when a view is as wanted. */
  const until = (holds: (view: MatrixView) => boolean) =>
    new Promise<MatrixView>((resolve) => {
      const check = () => {
        const last = views.at(-1);
        if (last === undefined || !holds(last)) return;
        waiting.delete(check);
        resolve(last);
      };
      waiting.add(check);
      check();
    });
  return { desk, asked, until };
}

async function start(holds: boolean): Promise<StandInServer> {
  const lists = { ...usualLists, lora_name: ['maya.safetensors'] };
  const metadata = { 'maya.safetensors': { sshs_model_hash: 'abc' } };
  server = await StandInServer.start({ lists, metadata, holds });
  return server;
}

const send = (desk: MatrixDesk) => desk.receive({ kind: 'send', wish }, async () => checkpoint);

describe('the matrices of a run', () => {
  it('are not sent when the user does not agree', async () => {
    const own = await start(false);
    const { desk, asked } = deskOf(own.address, false);
    await send(desk);
    assert.deepEqual([asked, own.sent, (await desk.view()).matrices], [[`2 to ${own.address}`], [], []]);
  });

  it('are generated, kept under their numbers, and one cell again on demand', async () => {
    const own = await start(false);
    const { desk, until } = deskOf(own.address, true);
    await send(desk);
    const done = await until(({ isRunning, cells }) => !isRunning && cells.every(({ uri }) => uri));
    assert.deepEqual([done.id, done.lora], ['matrix-1', 'maya.safetensors']);
    await desk.receive({ kind: 'retry', id: 'matrix-1', cell: 'p01_g4_s0.6' }, async () => checkpoint);
    await until(({ isRunning, cells }) => !isRunning && cells.every(({ uri }) => uri));
    assert.equal(own.sent.length, 3);
    await send(desk);
    await until(
      ({ isRunning, id, cells }) => id === 'matrix-2' && !isRunning && cells.every(({ uri }) => uri),
    );
    assert.deepEqual(readdirSync(path.join(job, '.qwen-lora')).sort(), ['matrix-1', 'matrix-2']);
    desk.dispose();
  });

  it('are resumed after a closed window, at the address of the setting only', async () => {
    const own = await start(true);
    const first = deskOf(own.address, true);
    await send(first.desk);
    await first.until(({ cells }) => cells.every(({ state }) => state !== 'waiting'));
    first.desk.dispose();
    assert.equal(own.queued.length, 2);
    const elsewhere = deskOf('http://127.0.0.1:9', true);
    const id = (await elsewhere.desk.view()).matrices.at(-1) ?? '';
    const resume = (desk: MatrixDesk) =>
      desk.receive({ kind: 'matrix', button: 'resume', id }, async () => checkpoint);
    await assert.rejects(resume(elsewhere.desk), /was sent to http.* Change the setting/);
    const again = deskOf(own.address, true);
    own.advance(true);
    await resume(again.desk);
    own.advance(true);
    const done = await again.until(({ isRunning, cells }) => !isRunning && cells.every(({ uri }) => uri));
    assert.equal(own.sent.length, 2);
    assert.equal(done.note, undefined);
  });
});
