import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { parse } from 'yaml';
import { EXAMPLES, type Outcome, PracticeFolder, query, trainingBars } from '../../support/practice-run';

/** Finds a training bar in output, its line perhaps cut by a narrow terminal or glued to other text. */
const BAR =
  /(\d+)%\|[^|]*\|\s*(\d+)\/(\d+) \[([\d:]+)<([\d:?]+),\s*([\d.?]+)(it\/s|s\/it)(?:, lr: ([0-9.e+-]+))?(?: loss: ([0-9.e+-]+|nan|inf))?/;

let folder: PracticeFolder;
function useFreshFolder(): void {
  beforeEach(() => {
    folder = new PracticeFolder();
  });
  afterEach(() => folder.remove());
}

function header(name: string): {
  metadata: Record<string, string>;
  tensors: [string, { shape: number[]; data_offsets: number[] }][];
} {
  const file = readFileSync(join(folder.path, 'output/small', name));
  const length = Number(file.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(file.subarray(8, 8 + length).toString('utf8'));
  const entries: [string, { shape: number[]; data_offsets: number[] }][] = Object.entries(tensors);
  const end = Math.max(...entries.map(([, tensor]) => tensor.data_offsets[1] ?? 0));
  assert.equal(8 + length + end, file.length);
  return { metadata, tensors: entries };
}

describe('a whole run', () => {
  let output: Outcome;
  before(async () => {
    folder = new PracticeFolder();
    output = await folder.start('small.yaml');
  });
  after(() => folder.remove());

  it('prints what ai-toolkit prints, in its order', () => {
    assert.equal(output.code, 0, output.terminal);
    assert.equal(
      output.terminal.split('\n')[0],
      'This is the practice toolkit: it prints and writes what ai-toolkit does, and trains nothing.',
    );
    const expected = [
      'Running 1 job\n',
      '{\n    "type": "diffusion_trainer",\n    "training_folder": "output",',
      '\n#############################################\n# Running job: small\n#############################################\n\n',
      'Running  1 process\n',
      'Loading Qwen Image model\nLoading transformer\n',
      'Quantizing Transformer\n - quantizing 60 transformer blocks\n - quantizing extras\nMoving transformer to CPU\n',
      'Text Encoder\nQuantizing Text Encoder\nLoading VAE\nMaking pipe\nPreparing Model\nModel Loaded\n',
      'create LoRA network. base dim (rank): 16, alpha: 16\n',
      'Dataset: dataset/20_maya_char_realbody\n  -  Preprocessing image dimensions\n  -  Found 4 images\n',
      'Bucket sizes for dataset/20_maya_char_realbody:\n416x608: 3 files\n480x544: 1 files\n2 buckets made\n',
      'Caching latents for dataset/20_maya_char_realbody\n - Saving latents to disk\n',
      // The second resolution is a dataset of its own.
      'Dataset: dataset/20_maya_char_realbody\n',
      'Generating baseline samples before training\n',
      '\nSaving at step 10\nSaved checkpoint to output/small/small_000000010.safetensors\nSaved optimizer to output/small/optimizer.pt\n',
      'Removing old save: output/small/small_000000010.safetensors\n',
      'Saved checkpoint to output/small/small.safetensors\nSaved optimizer to output/small/optimizer.pt\n',
    ];
    let from = 0;
    for (const text of expected) {
      const at = output.stdout.indexOf(text, from);
      assert.notEqual(at, -1, `${JSON.stringify(text)} does not follow in\n${output.stdout.slice(from)}`);
      from = at + text.length;
    }
    assert.doesNotMatch(output.stdout, /Result:|Error/);
  });

  it('paints the training bar twice a step, in the shape that monitors expect', () => {
    const bars = trainingBars(output).map((line) => BAR.exec(line) ?? assert.fail(line));
    assert.deepEqual(bars[0]?.slice(1, 8), ['0', '0', '60', '00:00', '?', '?', 'it/s']);
    const painted = Array.from({ length: 61 }, (_, n) => bars.filter((bar) => Number(bar[2]) === n));
    for (let step = 0; step < 60; step++) {
      // First the count before the step, then the count after it, both with the loss of that step.
      const before = painted[step]?.at(-1)?.[9];
      assert.notEqual(before, undefined, `step ${step}`);
      assert.equal(painted[step + 1]?.[0]?.[9], before);
    }
    const last = bars.at(-1);
    assert.deepEqual([last?.[1], last?.[2], last?.[8]], ['100', '60', '1.0e-04']);
    assert.match(last?.[9] ?? '', /^\d\.\d{3}e[+-]\d{2}$/);
    assert.match(trainingBars(output)[5] ?? '', /^small: {3}\d%\|[▏▎▍▌▋▊▉█ ]{10}\| 2\/60 \[/);
    assert.match(output.stderr, /\rGenerating Samples: 100%\|█{10}\| 2\/2 \[/);
  });

  it('writes the files that ai-toolkit writes', () => {
    assert.deepEqual(folder.saves().sort(), [
      'small.safetensors',
      'small_000000030.safetensors',
      'small_000000040.safetensors',
      'small_000000050.safetensors',
    ]);
    const { metadata, tensors } = header('small_000000050.safetensors');
    // 4 pictures at 2 resolutions are 8 steps to the epoch.
    assert.deepEqual(JSON.parse(metadata.training_info ?? ''), { step: 50, epoch: 6 });
    assert.ok(tensors.length > 4);
    assert.ok(
      tensors.every(([name]) =>
        /^diffusion_model\.transformer_blocks\.\d+\..*\.lora_[AB]\.weight$/.test(name),
      ),
    );
    assert.deepEqual(JSON.parse(header('small.safetensors').metadata.training_info ?? ''), {
      step: 60,
      epoch: 7,
    });

    const written = parse(folder.read('output/small/config.yaml'));
    assert.deepEqual(written, parse(folder.read('small.yaml'), { version: '1.1' }));
    assert.equal(
      readFileSync(join(folder.path, 'output/small/optimizer.pt')).subarray(0, 2).toString(),
      'PK',
    );
    const sizes = JSON.parse(folder.read('dataset/20_maya_char_realbody/.aitk_size.json'));
    assert.equal(sizes.__version__, '0.1.2');
    assert.deepEqual(sizes['/body_03.png'].slice(0, 2), [576, 704]);
    assert.match(sizes['/body_03.png'][2], /^\d+:\d+$/);
    assert.equal(readdirSync(join(folder.path, 'dataset/20_maya_char_realbody/_latent_cache')).length, 8);
  });

  it('writes sample pictures that are pictures, each with a thumbnail', () => {
    const place = join(folder.path, 'output/small/samples');
    const names = readdirSync(place).filter((name) => !name.startsWith('.'));
    const parts = names.map((name) => /^(\d{13})__(\d{9})_(\d)\.jpg$/.exec(name) ?? assert.fail(name));
    assert.deepEqual(
      parts.map((part) => `${Number(part[2])}/${part[3]}`),
      ['0/0', '0/1', '20/0', '20/1', '40/0', '40/1', '60/0', '60/1'],
    );
    assert.deepEqual(
      readdirSync(join(place, '.thumbs')),
      names.map((name) => `${name}.jpg`),
    );
    assert.deepEqual(readdirSync(join(place, '.tmp')), []);
    for (const name of names) {
      const data = readFileSync(join(place, name));
      assert.deepEqual(
        [data.subarray(0, 3).toString('hex'), data.subarray(-2).toString('hex')],
        ['ffd8ff', 'ffd9'],
      );
      assert.deepEqual(
        [
          data.readUInt16BE(data.indexOf('ffc0', 'hex') + 5),
          data.readUInt16BE(data.indexOf('ffc0', 'hex') + 7),
        ],
        [48, 32],
      );
    }
  });

  it('keeps the loss of every step but the first in loss_log.db, the same in every run', async () => {
    const read = (): unknown[][] =>
      query(
        join(folder.path, 'output/small/loss_log.db'),
        "SELECT step, value_real FROM metrics WHERE key = 'loss/loss' ORDER BY step",
      );
    const first = read();
    assert.deepEqual(
      first.map(([step]) => step),
      Array.from({ length: 59 }, (_, i) => i + 1),
    );
    const losses = first.map(([, loss]) => Number(loss));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(mean(losses.slice(0, 20)) > mean(losses.slice(-20)));
    rmSync(join(folder.path, 'output'), { recursive: true });
    await folder.start('small.yaml');
    assert.deepEqual(read(), first);
  });
});

describe('the example configs', () => {
  useFreshFolder();

  it('runs the sound ones to their end', async () => {
    for (const name of ['maya-qwen-image.yaml', 'maya-qwen-edit.yaml']) {
      const config = folder.write(
        name,
        readFileSync(join(EXAMPLES, name), 'utf8').replaceAll('40_maya_char', '20_maya_char_realbody'),
      );
      const output = await folder.start(config);
      assert.equal(output.code, 0, output.terminal);
    }
  });
});

describe('the command line', () => {
  useFreshFolder();

  it('copies both streams to --log, bars in ten ASCII cells', async () => {
    const output = await folder.start('small.yaml', { arguments: ['--log', 'logs/run.log'] });
    const log = folder.read('logs/run.log');
    assert.equal(log.split('\n')[0], output.stdout.split('\n')[0]);
    assert.match(log, /\rsmall: 100%\|#{10}\| 60\/60 \[/);
    assert.match(log, /Saved checkpoint to output\/small\/small\.safetensors\n/);
    const bare = await folder.start('small.yaml', { arguments: ['--log', 'run.log'] });
    assert.equal(bare.code, 1);
    assert.match(bare.stderr, /FileNotFoundError/);
  });

  it('puts variables and names in, and reads JSON', async () => {
    folder.vary(
      'named.yaml',
      ['name: small', 'name: "[name]_x"'],
      ['training_folder: output', 'training_folder: "${RESULTS} here"'],
    );
    const output = await folder.start('named.yaml', {
      arguments: ['-n', 'other'],
      environment: { RESULTS: 'my results' },
    });
    assert.equal(output.code, 0, output.terminal);
    assert.ok(existsSync(join(folder.path, 'my results here/other_x/other_x.safetensors')));
    folder.write('job.json', JSON.stringify(parse(folder.read('small.yaml'), { version: '1.1' })));
    assert.equal((await folder.start('job.json')).code, 0);
  });

  it('goes on after a failure with --recover, and then exits with 0', async () => {
    folder.vary('broken.yaml', ['type: diffusion_trainer', 'type: no_trainer']);
    const output = await folder.start('broken.yaml', { arguments: ['small.yaml', '-r'] });
    assert.equal(output.code, 0);
    assert.match(output.stdout, /^Running 2 jobs$/m);
    assert.match(
      output.stdout,
      /^Error running job: config file is invalid\. Unknown process type: no_trainer$/m,
    );
    assert.doesNotMatch(output.stdout, /Result:/);
    assert.ok(folder.saves().includes('small.safetensors'));
  });

  it('records how it was started, tokens only as present or absent', async () => {
    const environment = {
      PRACTICE_RECORD: join(folder.path, 'starts.jsonl'),
      CUDA_VISIBLE_DEVICES: '1',
      HF_TOKEN: 'hf_secret',
    };
    await folder.start('missing.yaml', { environment });
    await folder.start('missing.yaml', { environment, arguments: ['-n', 'a b'] });
    const text = folder.read('starts.jsonl');
    const starts = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(starts[1].argv.slice(1), ['missing.yaml', '-n', 'a b']);
    assert.equal(starts[0].env.CUDA_VISIBLE_DEVICES, '1');
    assert.equal(starts[0].env.HF_TOKEN, 'present');
    assert.doesNotMatch(text, /hf_secret/);
  });
});
