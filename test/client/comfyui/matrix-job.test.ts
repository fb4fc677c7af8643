import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { MatrixJob } from '../../../client/src/comfyui/matrix/matrix-job';
import { openMatrixStore } from '../../../client/src/comfyui/matrix/matrix-store';
import { followComfyEvents } from '../../../client/src/comfyui/server/comfy-events';
import { createComfyHttp } from '../../../client/src/comfyui/server/comfy-http';
import {
  type ApiWorkflow,
  type KeptCell,
  type MatrixFile,
  matrixCells,
  matrixWorkflow,
  suspectCells,
} from '../../../core/comfyui/index';
import { pngImage } from '../../support/comfyui/png-image';
import { type StandInOptions, StandInServer } from '../../support/comfyui/stand-in-server';

const folder = mkdtempSync(path.join(tmpdir(), 'matrix-job-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let server: StandInServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const config = `
job: extension
config:
  name: maya
  process:
    - type: sd_trainer
      network: { type: lora, linear: 4 }
      model: { name_or_path: Qwen/Qwen-Image, arch: qwen_image }
      sample:
        samples:
          - prompt: 'maya, "smiling"'
          - prompt: "maya,\\nin the rain 愛"
`;

const axes = { prompts: [0, 1], guidances: [3, 4], strengths: [0.6, 1], styleStrengths: [0] };

function emptyMatrix(address: string): MatrixFile {
  return {
    server: address,
    checkpoint: 'maya.safetensors',
    lora: 'sub/maya.safetensors',
    style: undefined,
    manualSigmas: true,
    images: {},
    axes,
    promptTexts: [],
    cells: matrixCells(axes).map((cell) => ({ ...cell, promptId: undefined, result: undefined })),
    note: undefined,
  };
}

function workflowOf(matrix: MatrixFile, cell: KeptCell): ApiWorkflow {
  const made = matrixWorkflow(config, 'yaml', matrix, cell);
  if (typeof made === 'string') assert.fail(made);
  return made;
}

let jobs = 0;

async function prepare(options: StandInOptions = {}) {
  server = await StandInServer.start(options);
  const jobFolder = path.join(folder, `job-${++jobs}`);
  return { server, store: openMatrixStore(jobFolder, 'matrix-1') };
}

/** Resolves when the condition holds at one of the job's changes. */
function until(changes: Set<() => void>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!holds()) return;
      changes.delete(check);
      resolve();
    };
    changes.add(check);
    check();
  });
}

function jobOf(matrix: MatrixFile, store: ReturnType<typeof openMatrixStore>, address: string) {
  const changes = new Set<() => void>();
  const job = new MatrixJob(matrix, {
    http: createComfyHttp(address),
    store,
    follow: (clientId, host) => followComfyEvents(address, clientId, host),
    workflowOf: (cell) => workflowOf(matrix, cell),
    changed: () => {
      for (const each of [...changes]) each();
    },
    pollMs: 20,
  });
  return { job, changes };
}

const kinds = ({ cells }: MatrixFile) => cells.map(({ result }) => result?.kind);

describe('a matrix on a ComfyUI server', () => {
  it('is sent cell by cell, and its images are kept with the run', async () => {
    const { server: own, store } = await prepare();
    const { job } = jobOf(emptyMatrix(own.address), store, own.address);
    await job.run();
    assert.equal(job.problem, undefined);
    assert.deepEqual(new Set(kinds(job.file)), new Set(['done']));
    assert.equal(own.sent.length, 8);
    // Strength changes last: the server patches the model once for each.
    const strengths = own.sent.map(({ graph }) => graph['4']?.inputs.strength_model);
    assert.deepEqual(strengths, [0.6, 0.6, 0.6, 0.6, 1, 1, 1, 1]);
    assert.equal(own.sent[1]?.graph['10']?.inputs.text, 'maya,\nin the rain 愛');
    assert.deepEqual(own.sent[0]?.graph['10']?.inputs.text, 'maya, "smiling"');
    const files = readdirSync(store.folder).sort();
    assert.deepEqual(files, [...job.file.cells.map(({ id }) => `${id}.png`), 'matrix.json'].sort());
    assert.deepEqual(await store.read(), job.file);
    assert.equal(suspectCells(job.file.cells).size, 0);
  });

  it('shows progress, and what the server failed at, in its own words', async () => {
    const { server: own, store } = await prepare({
      outcome: (_, at) =>
        at === 2 ? { kind: 'failed', message: 'CUDA out of\nmemory' } : { kind: 'success' },
      holds: true,
    });
    const { job, changes } = jobOf(emptyMatrix(own.address), store, own.address);
    const seen = new Set<string>();
    changes.add(() => {
      for (const { id } of job.file.cells) {
        const progress = job.progressOf(id);
        if (progress?.kind === 'running') seen.add(`${id} ${progress.value}/${progress.max}`);
      }
    });
    const over = job.run();
    await until(changes, () => own.queued.length === 8 && own.connections === 1);
    for (let turn = 0; turn < 8; turn++) own.advance();
    await over;
    assert.deepEqual(job.file.cells[2]?.result, {
      kind: 'failed',
      message: "'KSampler' failed: CUDA out of memory",
    });
    assert.equal(kinds(job.file).filter((kind) => kind === 'done').length, 7);
    assert.ok(
      [...seen].some((text) => text.endsWith('1/2')),
      [...seen].join(),
    );
  });

  it('goes on after the connection of events is lost', async () => {
    const { server: own, store } = await prepare({ holds: true });
    const { job, changes } = jobOf(emptyMatrix(own.address), store, own.address);
    const over = job.run();
    await until(changes, () => own.queued.length === 8 && own.connections === 1);
    own.disconnect();
    for (let turn = 0; turn < 8; turn++) own.advance(true);
    await over;
    assert.deepEqual(new Set(kinds(job.file)), new Set(['done']));
    assert.equal(own.sent.length, 8);
  });

  it('is resumed without sending anything twice', async () => {
    const { server: own, store } = await prepare({ holds: true });
    const first = jobOf(emptyMatrix(own.address), store, own.address);
    void first.job.run();
    await until(first.changes, () => own.queued.length === 8);
    own.advance(true);
    own.advance(true);
    // The window is closed here: all that is left is the file.
    const kept = await store.read();
    assert.ok(kept);
    const again = jobOf(kept, store, own.address);
    const over = again.job.run();
    await until(again.changes, () => again.job.file.cells.filter(({ result }) => result).length === 2);
    while (own.queued.length > 0) own.advance(true);
    await over;
    assert.equal(own.sent.length, 8);
    assert.deepEqual(new Set(kinds(again.job.file)), new Set(['done']));
  });

  it('pauses when the server is gone, and says so', async () => {
    const { server: own, store } = await prepare({ holds: true });
    const { job, changes } = jobOf(emptyMatrix(own.address), store, own.address);
    const over = job.run();
    await until(changes, () => own.queued.length === 8);
    await own.stop();
    server = undefined;
    await over;
    assert.match(job.problem ?? '', /No server answers at http:\/\/127\.0\.0\.1:\d+\. Start ComfyUI|closed/);
    assert.ok(job.file.cells.every(({ promptId, result }) => promptId !== undefined && result === undefined));
  });

  it('says so when its workflows were deleted on the server', async () => {
    const { server: own, store } = await prepare({ holds: true });
    const { job, changes } = jobOf(emptyMatrix(own.address), store, own.address);
    const over = job.run();
    await until(changes, () => own.queued.length === 8);
    await createComfyHttp(own.address).post('/queue', { delete: own.queued });
    own.advance();
    await over;
    assert.deepEqual(kinds(job.file), ['done', ...Array.from({ length: 7 }, () => 'failed')]);
  });

  it('is stopped: what waits is deleted and what runs is interrupted', async () => {
    const { server: own, store } = await prepare({ holds: true });
    const { job, changes } = jobOf(emptyMatrix(own.address), store, own.address);
    const over = job.run();
    await until(changes, () => own.queued.length === 8);
    own.advance();
    await until(changes, () => job.file.cells[0]?.result !== undefined);
    await job.stop();
    await over;
    assert.deepEqual(own.queued, []);
    assert.equal(job.file.cells.filter(({ result }) => result).length, 1);
    assert.ok((await store.read())?.cells.slice(1).every(({ promptId }) => promptId === undefined));
  });

  it('names a refusal, also one that comes although the list was fine', async () => {
    const { server: own, store } = await prepare({
      lists: { lora_name: ['other/maya.safetensors'] },
    });
    const { job } = jobOf(emptyMatrix(own.address), store, own.address);
    await job.run();
    const [cell] = job.file.cells;
    assert.match(
      cell?.result?.kind === 'failed' ? cell.result.message : '',
      /'sub\/maya\.safetensors' is not in the server's list for 'lora_name'\. The nearest name in its list is 'other\/maya/,
    );
  });

  it('finds successes that are none: a LoRA without effect and black images', async () => {
    const { server: own, store } = await prepare({
      outcome: (graph) => ({
        kind: 'success',
        image: pngImage(
          graph['10']?.inputs.text === 'maya, "smiling"' ? [0, 0, 0] : [9, 9, 9],
          String(graph['4']?.inputs.strength_model),
        ),
      }),
    });
    const { job } = jobOf(emptyMatrix(own.address), store, own.address);
    await job.run();
    const notes = suspectCells(job.file.cells);
    assert.match(notes.get('p01_g3_s0.6') ?? '', /black/);
    assert.match(notes.get('p02_g3_s0.6') ?? '', /same as at strength 1.*does not apply/);
    assert.equal(notes.size, 8);
  });

  const lies: Readonly<Record<string, StandInOptions>> = {
    'sends a page instead of an image': {
      outcome: () => ({ kind: 'success', image: Buffer.from('<html>') }),
    },
    'sends half an image': {
      outcome: () => ({ kind: 'success', image: pngImage([1, 2, 3]).subarray(0, 60) }),
    },
    'has no image': { outcome: () => ({ kind: 'success', images: [] }) },
    'names a file that leads out': {
      outcome: () => ({ kind: 'success', images: [{ filename: '../../../../etc/passwd', subfolder: '..' }] }),
    },
    'answers no JSON': {
      intercept: (_, route, response) => {
        if (route !== '/prompt') return false;
        response.writeHead(500).end('500 Internal Server Error');
        return true;
      },
    },
    'sends us elsewhere': {
      intercept: (_, route, response) => {
        if (route !== '/prompt') return false;
        response.writeHead(302, { location: 'http://127.0.0.1:9/prompt' }).end();
        return true;
      },
    },
    'answers arrays and nulls': {
      intercept: (_, route, response) => {
        if (!route.startsWith('/history')) return false;
        response.writeHead(200).end('[null, {"status": 7}]');
        return true;
      },
    },
  };
  for (const [name, options] of Object.entries(lies)) {
    it(`survives a server that ${name}`, async () => {
      const { server: own, store } = await prepare(options);
      const { job } = jobOf(emptyMatrix(own.address), store, own.address);
      await job.run();
      if (job.problem === undefined) {
        assert.deepEqual(new Set(kinds(job.file)), new Set(['failed']));
        for (const { result } of job.file.cells)
          assert.ok(result?.kind === 'failed' && result.message.length > 10);
      }
      assert.deepEqual(readdirSync(store.folder), ['matrix.json']);
      assert.ok(!existsSync(path.join(folder, 'etc')));
      assert.doesNotMatch(readFileSync(path.join(store.folder, 'matrix.json'), 'utf8'), /secret/);
    });
  }
});
