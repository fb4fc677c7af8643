import { isText, isTruthy, type TextScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { expandText, type Variable } from '../trainer/environment';
import { jobNameOf } from '../trainer/job-folder';
import { findResumePoint } from '../trainer/resume-point';
import { resumeQuestionOf } from '../trainer/resume-question';
import { drawsSamples } from '../trainer/sample-drawing';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import { damageOf } from './missing-file/damaged';
import type { DiskRule, FileProbe } from './rule';

const sampleKeys = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'] as const;

/** A file that the config names, and what happens without it. */
interface NamedFile {
  readonly node: TextScalar;
  readonly path: string;
  readonly key: string;
  readonly without: Pick<Finding, 'severity'> & { readonly effect: string };
  /** What the file is read as; omitted where it is not looked into. */
  readonly used?: 'image' | 'weights';
}

export const missingFile: DiskRule = {
  code: 'missing-file',
  severity: 'error',
  summary: 'A file or folder that the config names and that is not there.',
  claims: [
    { where: 'sample', what: 'fails', seen: 'run', of: 'control images of samples' },
    { where: 'dataset', what: 'ignored', seen: 'run', of: '`mask_path` that is not there' },
    { where: 'load', what: 'fails', seen: 'run', of: 'accuracy recovery adapters' },
    { where: 'resume', what: 'ignored', seen: 'run', of: '`pretrained_lora_path` that is not there' },
    { where: 'resume', what: 'fails', seen: 'run', of: '`pretrained_lora_path` that is a folder or damaged' },
  ],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      for (const file of maskFolders(process)) {
        const path = expandText(file.path, variable, jobNameOf(config, variable));
        if (path !== undefined && (await probe.stat(path)) === 'absent') yield absent(file);
      }
      for (const file of [...sampleImages(process), ...adapters(process), ...pretrained(process)]) {
        const path = expandText(file.path, variable, jobNameOf(config, variable));
        const item = path === undefined ? undefined : await probe.stat(path);
        const finding = item === 'absent' ? absent(file) : await asFolder(probe, file, path);
        if (finding) yield finding;
        else if (path !== undefined && typeof item === 'object' && file.used) {
          if (file.used === 'weights' && (await resumes(config, process, variable, probe))) continue;
          const damage = await damageOf(probe, path, file.used);
          if (damage !== undefined) yield damaged(file, damage);
        }
      }
    }
  },
};

/** A job that goes on from its own checkpoint does not read the other one. */
async function resumes(
  config: TrainingConfig,
  process: TrainingProcess,
  variable: Variable | undefined,
  probe: FileProbe,
): Promise<boolean> {
  const question = resumeQuestionOf(config, process, variable);
  const point = question && (await findResumePoint(probe, question));
  return point?.kind === 'resumes' || point?.kind === 'finished';
}

function damaged({ node, path, key, used }: NamedFile, damage: string): Finding {
  const when = used === 'image' ? 'at the first sample' : 'when the network is loaded';
  return {
    span: node.span,
    message: `'${path}' of '${key}' ${damage}: the run fails ${when}, after loading the model. Replace the file, or correct '${key}'.`,
  };
}

function absent({ node, path, key, without }: NamedFile): Finding {
  return {
    span: node.span,
    severity: without.severity ?? 'error',
    message: `'${path}' of '${key}' does not exist on this machine. ${without.effect} Correct '${key}'.`,
  };
}

async function asFolder(probe: FileProbe, { node, key }: NamedFile, path = ''): Promise<Finding | undefined> {
  const item = path === '' ? undefined : await probe.stat(path);
  if (typeof item !== 'object' || item.kind !== 'folder') return undefined;
  return {
    span: node.span,
    message: `'${path}' of '${key}' is a folder, and ai-toolkit opens it as a file: the run fails after loading the model. Write the path of the file.`,
  };
}

/** Names of files on the Hub have no place on this disk. */
function sampleImages(process: TrainingProcess): NamedFile[] {
  if (!drawsSamples(process)) return [];
  const without = { effect: 'The run fails at the first sample, after loading the model.' };
  return process.sections('sample.samples').flatMap((sample) =>
    sampleKeys.flatMap((key) => {
      const node = sample.node(key);
      return isText(node) && node.value !== ''
        ? [{ node, path: node.value, key, without, used: 'image' as const }]
        : [];
    }),
  );
}

/** `type|path`, or the key of its own; `user/repository/file` is looked for on the Hub if it is not here. */
function adapters(process: TrainingProcess): NamedFile[] {
  if (!isTruthy(process.node('model.quantize'))) return [];
  const qtype = process.text('model.qtype');
  const key = process.text('model.accuracy_recovery_adapter');
  const piped = qtype?.value.split('|')[1];
  const [node, path] = qtype && piped !== undefined ? [qtype, piped] : [key, key?.value];
  if (!node || path === undefined || path === '' || isHubFile(path)) return [];
  const without = { effect: 'The run fails while the model is quantized.' };
  return [{ node, path, key: node === qtype ? 'qtype' : 'accuracy_recovery_adapter', without }];
}

function isHubFile(path: string): boolean {
  return /^[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(path) && !path.startsWith('.');
}

function maskFolders(process: TrainingProcess): NamedFile[] {
  const without = {
    severity: 'warning' as const,
    effect: 'ai-toolkit says nothing and trains without masks.',
  };
  return process.datasets.flatMap((dataset) => {
    const node = dataset.text('mask_path');
    return node && node.value !== '' ? [{ node, path: node.value, key: 'mask_path', without }] : [];
  });
}

function pretrained(process: TrainingProcess): NamedFile[] {
  const node = process.text('network.pretrained_lora_path');
  if (!node || node.value === '') return [];
  const without = {
    severity: 'warning' as const,
    effect: 'ai-toolkit says nothing and trains from scratch.',
  };
  return [{ node, path: node.value, key: 'pretrained_lora_path', without, used: 'weights' }];
}
