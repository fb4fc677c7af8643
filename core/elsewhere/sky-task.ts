import { Document, isScalar, Scalar } from 'yaml';
import { type ConfigFormat, parseConfigDocument } from '../syntax/config-document';
import { scalarText } from '../syntax/config-node';
import { viewTrainingConfig } from '../trainer/training-config';
import { outputFolder, remoteConfig, type Upload } from './remote-config';

export interface SkyOptions {
  /** SkyPilot's names with counts, in order of preference: `L40S:1`. */
  readonly gpus: readonly string[];
  /** SkyPilot's `infra`, such as `runpod` or `aws/us-east-1`; undefined for anywhere. */
  readonly where: string | undefined;
  readonly spot: boolean;
  /** A bucket for checkpoints and samples; a run that can be interrupted needs one to resume. */
  readonly bucket: string | undefined;
  /** Dollars an hour at most. */
  readonly maxHourlyCost: number | undefined;
  /** The commit of ai-toolkit that trains. */
  readonly toolkitCommit: string;
  /** Resolves a path of the config on this machine to an absolute one. */
  resolve(path: string): string;
}

export interface SkyTask {
  readonly yaml: string;
  readonly uploads: readonly Upload[];
  /** What the reader must know, a sentence each. */
  readonly notes: readonly string[];
}

/** uv brings its own Python and keeps the machine's untouched. Every value comes from the environment, quoted. */
const setup = `set -euo pipefail
command -v uv >/dev/null || python3 -m pip install --quiet --user uv
export PATH="$HOME/.local/bin:$PATH"
if [ ! -d "$HOME/ai-toolkit/.git" ]; then
  git clone https://github.com/ostris/ai-toolkit.git "$HOME/ai-toolkit"
fi
cd "$HOME/ai-toolkit"
git fetch --quiet origin
git checkout --quiet "$AITK_REF"
git submodule update --init --recursive
[ -d .venv ] || uv venv --python 3.12 .venv
uv pip install --python .venv/bin/python torch==2.9.1 torchvision==0.24.1 torchaudio==2.9.1
uv pip install --python .venv/bin/python -r requirements.txt
`;

/** After a preemption setup and run start again; ai-toolkit resumes from the newest checkpoint in its folder. */
const run = `set -euo pipefail
cd "$HOME/ai-toolkit"
printf '%s' "$AITK_CONFIG" > "$HOME/config.$AITK_CONFIG_FORMAT"
ls -lt ${outputFolder} || true
PYTHONUNBUFFERED=1 .venv/bin/python run.py "$HOME/config.$AITK_CONFIG_FORMAT"
`;

/**
 * Makes a SkyPilot task that trains a config on another machine. What the config contains is data: it travels in an
 * environment variable and never becomes a part of a script.
 */
export function skyTask(text: string, format: ConfigFormat, options: SkyOptions): SkyTask | string {
  const config = viewTrainingConfig(parseConfigDocument(text, format));
  if (config.trainers.length === 0) return 'The config has no process that trains.';
  if (options.gpus.length === 0) return 'Name at least one GPU, such as L40S:1.';
  const remote = remoteConfig(config);
  const jobName = scalarText(config.name) ?? 'training';
  const pushes = config.trainers.some((process) => process.truthy('save.push_to_hub'));
  const task = {
    name: safeName(jobName),
    resources: resourcesOf(options),
    envs: {
      AITK_REF: options.toolkitCommit,
      AITK_CONFIG_FORMAT: format === 'json' ? 'json' : 'yaml',
      AITK_CONFIG: remote.text,
    },
    ...(pushes ? { secrets: { HF_TOKEN: null } } : {}),
    file_mounts: fileMounts(remote.uploads, options),
    setup,
    run,
  };
  return { yaml: toYaml(task), uploads: remote.uploads, notes: notesOf(options, pushes, remote.uploads) };
}

function resourcesOf({ gpus, where, spot, maxHourlyCost }: SkyOptions): Readonly<Record<string, unknown>> {
  const place = where === undefined ? {} : { infra: where };
  const wanted =
    gpus.length === 1
      ? { accelerators: gpus[0], ...place }
      : { any_of: gpus.map((accelerators) => ({ accelerators, ...place })) };
  return {
    ...wanted,
    use_spot: spot,
    disk_size: 200,
    memory: '64+',
    autostop: { idle_minutes: 10, down: true },
    ...(maxHourlyCost === undefined ? {} : { max_hourly_cost: maxHourlyCost }),
    ...(spot ? { job_recovery: { max_restarts_on_errors: 1 } } : {}),
  };
}

function fileMounts(
  uploads: readonly Upload[],
  { bucket, resolve }: SkyOptions,
): Readonly<Record<string, unknown>> {
  const data = Object.fromEntries(uploads.map(({ local, remote }) => [remote, resolve(local)]));
  // MOUNT_CACHED takes every kind of write; MOUNT cannot append, which the trainer's database needs.
  return bucket === undefined ? data : { ...data, [outputFolder]: { name: bucket, mode: 'MOUNT_CACHED' } };
}

const comments: Readonly<Record<string, string>> = {
  resources: ' The GPU and its machine. autostop ends the machine, and its cost, after 10 idle minutes.',
  envs: ' The config as it is on that machine: datasets below /data, outputs in /outputs.',
  secrets: ' Give it with --secret HF_TOKEN; it is never written into a file.',
  file_mounts: ' What is uploaded before the start.',
  setup: ' ai-toolkit at one commit, with a Python of its own.',
  run: ' Resumes by itself when it starts again.',
};

function toYaml(task: Readonly<Record<string, unknown>>): string {
  const document = new Document(task);
  document.commentBefore =
    ' A SkyPilot task. Start it with: sky launch NAME.sky.yaml  (or: sky jobs launch NAME.sky.yaml)';
  if ('items' in (document.contents ?? {})) {
    for (const pair of (document.contents as { items: { key: unknown }[] }).items) {
      const key = pair.key;
      if (isScalar(key)) key.commentBefore = comments[String(key.value)] ?? null;
    }
  }
  for (const path of [['envs', 'AITK_CONFIG'], ['setup'], ['run']]) {
    const scalar = document.getIn(path, true);
    if (scalar instanceof Scalar) scalar.type = 'BLOCK_LITERAL';
  }
  // A commit of digits only is still a text.
  const commit = document.getIn(['envs', 'AITK_REF'], true);
  if (commit instanceof Scalar) commit.type = 'QUOTE_DOUBLE';
  return document.toString({ lineWidth: 0 });
}

/** SkyPilot names clusters and jobs with letters, digits and dashes. */
function safeName(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(safe) ? safe.replace(/-+$/, '') : `train-${safe}`.replace(/-+$/, '');
}

function notesOf(options: SkyOptions, pushes: boolean, uploads: readonly Upload[]): readonly string[] {
  const notes = [`${uploads.length} folders and files are uploaded before the training starts.`];
  if (options.bucket === undefined) {
    notes.push(
      'Without --bucket, checkpoints and samples stay on the machine and are lost when it ends. Copy them with rsync first.',
    );
  }
  if (options.spot && options.bucket === undefined) {
    notes.push(
      'A spot machine can end at any time. Without a bucket the training then starts from the beginning.',
    );
  }
  if (pushes) notes.push("The config pushes to the Hub: start with '--secret HF_TOKEN'.");
  return notes;
}
