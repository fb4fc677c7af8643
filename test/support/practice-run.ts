import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const EXAMPLES = resolve(__dirname, '../../examples');
export const TOOLKIT = join(EXAMPLES, 'practice-toolkit');

/** The rule above and below a result. */
export const RESULT = '='.repeat(40);

/** What a finished run left behind; `terminal` is both streams in the order of their arrival. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly terminal: string;
}

export interface StartOptions {
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Called whenever output arrives, with everything so far. */
  readonly watch?: (terminal: string, child: ChildProcess) => void;
}

const SMALL_CONFIG = `
job: extension
config:
  name: small
  process:
    - type: diffusion_trainer
      training_folder: output
      trigger_word: maya_char
      network: {type: lora, linear: 16, linear_alpha: 16}
      save:
        save_every: 10
        max_step_saves_to_keep: 3
      logging: {log_every: 1, use_ui_logger: true}
      datasets:
        - folder_path: "dataset/20_maya_char_realbody"
          cache_latents_to_disk: true
          resolution: [512, 256]
      train:
        steps: 60
        lr: 1e-4
      model:
        name_or_path: "Qwen/Qwen-Image"
        arch: qwen_image
        quantize: true
        low_vram: true
      sample:
        sample_every: 20
        width: 64
        height: 96
        prompts:
          - "[trigger], portrait, smiling"
          - "[trigger], full body, walking"
`;

const fastest = {
  PYTHONUNBUFFERED: '1',
  PYTHONUTF8: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  PRACTICE_STEPS_PER_SECOND: '20000',
  PRACTICE_LOAD_SECONDS: '0',
  PRACTICE_PICTURE_SIZE: '48',
};

/** A folder of its own with a dataset and `small.yaml`: 60 steps, a save every 10, samples every 20. */
export class PracticeFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'practice folder '));

  constructor() {
    mkdirSync(join(this.path, 'dataset'));
    for (const part of ['dataset/20_maya_char_realbody', 'control']) {
      cpSync(join(EXAMPLES, part), join(this.path, part), {
        recursive: true,
        filter: (source) => !/_latent_cache|_t_e_cache|\.aitk_size/.test(source),
      });
    }
    this.write('small.yaml', SMALL_CONFIG);
  }

  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  /** Writes `small.yaml` with some of its text replaced; every text must be there. */
  vary(name: string, ...changes: readonly (readonly [string, string])[]): string {
    let text = SMALL_CONFIG;
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`The small config has no ${from}`);
      text = text.replace(from, to);
    }
    return this.write(name, text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** The names of the checkpoints of `small.yaml`. */
  saves(): string[] {
    return readdirSync(join(this.path, 'output/small')).filter((name) => name.endsWith('.safetensors'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Runs the toolkit to its end with both streams in one file, as `> file 2>&1` does; the file's text. */
  startInOneStream(config: string): string {
    const file = join(this.path, 'one-stream.txt');
    const both = openSync(file, 'w');
    try {
      spawnSync('python3', [join(TOOLKIT, 'run.py'), config], {
        cwd: this.path,
        env: { ...process.env, ...fastest },
        stdio: ['ignore', both, both],
        timeout: 60_000,
      });
    } finally {
      closeSync(both);
    }
    return readFileSync(file, 'utf8');
  }

  /** Runs the toolkit in this folder, as fast as it goes unless the environment says otherwise. */
  start(config: string, options: StartOptions = {}): Promise<Outcome> {
    const child = spawn('python3', [join(TOOLKIT, 'run.py'), config, ...(options.arguments ?? [])], {
      cwd: this.path,
      env: {
        ...process.env,
        ...fastest,
        ...options.environment,
      },
    });
    let stdout = '';
    let stderr = '';
    let terminal = '';
    const arrived = (text: string): void => {
      terminal += text;
      options.watch?.(terminal, child);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      arrived(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      arrived(text);
    });
    return new Promise((settle, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => settle({ code, signal, stdout, stderr, terminal }));
    });
  }
}

/** Every paint of the training bar of `small.yaml`, in order. */
export function trainingBars(output: Outcome): string[] {
  return output.stderr.split('\r').filter((line) => line.startsWith('small:'));
}

/** Runs Python's sqlite on a file and returns the rows; Node 20 has none of its own. */
export function query(path: string, statement: string): unknown[][] {
  const script =
    'import json, sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n' +
    'print(json.dumps(c.execute(sys.argv[2]).fetchall()))';
  const result = spawnSync('python3', ['-c', script, path, statement], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  const rows: unknown = JSON.parse(result.stdout);
  if (!Array.isArray(rows)) throw new Error('No rows');
  return rows;
}
