import { holdsVariable, isText, type NumberScalar, type TextScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { checkpointStep, headerLength, stepInHeader } from '../trainer/checkpoint-name';
import { jobFolderOf, jobNameOf } from '../trainer/job-folder';
import { resumeCandidate } from '../trainer/resume-candidate';
import type { TrainingProcess } from '../trainer/training-config';
import type { DiskRule, FileProbe, ProbedItem } from './rule';

export const willResume: DiskRule = {
  code: 'will-resume',
  severity: 'information',
  summary: 'The job folder contains checkpoints, so training resumes from one of them.',

  async *checkDisk(config, _context, probe) {
    const name = jobNameOf(config);
    if (name === undefined || !isText(config.name) || holdsVariable(config.name)) return;
    for (const process of config.trainers) {
      const parts = jobFolderOf(config, process);
      if (!parts) continue;
      const folder = probe.join(...parts);
      const picked = await resumeCandidate(probe, folder, name);
      if (!picked || !isCheckpoint(picked, name)) continue;
      const step = await stepOf(process, probe, folder, picked, name);
      yield findingFor(process, config.name, picked.name, step);
    }
  },
};

function findingFor(
  process: TrainingProcess,
  name: TextScalar,
  file: string,
  step: number | undefined,
): Finding {
  const steps = process.number('train.steps');
  if (steps && step !== undefined && step >= steps.value) {
    return {
      span: steps.span,
      severity: 'warning',
      message: `'${file}' is already at step ${step}, so with 'steps: ${steps.source}' ai-toolkit loads everything, does not train and saves the same LoRA again. Raise 'steps', or use a new name to start from scratch.`,
      related: [{ span: name.span, message: 'The job folder gets its name from here.' }],
      fixes: [longer(steps, step), newName(name)],
    };
  }
  const from =
    step === undefined
      ? 'at step 0, because the file does not record a step'
      : `at step ${step}${steps ? ` of ${steps.source}` : ''}`;
  return {
    span: name.span,
    message: `The job folder contains '${file}': ai-toolkit will resume from its weights ${from}. To train from scratch, use a new name.`,
    fixes: [newName(name)],
  };
}

function isCheckpoint(item: ProbedItem, name: string): boolean {
  return /\.(?:safetensors|pt)$/.test(item.name) || checkpointStep(item.name, name) !== undefined;
}

/** `train.start_step` overrides the header (BaseSDTrainProcess.py:884). A folder records its step in a separate file and in its name. */
async function stepOf(
  process: TrainingProcess,
  probe: FileProbe,
  folder: string,
  item: ProbedItem,
  name: string,
): Promise<number | undefined> {
  const start = process.number('train.start_step');
  if (start) return start.value;
  const path = probe.join(folder, item.name);
  if (item.kind === 'file' && item.name.endsWith('.safetensors')) {
    const length = headerLength((await probe.readBytes(path, 0, 8)) ?? new Uint8Array());
    const header = length === undefined ? undefined : await probe.readBytes(path, 0, length);
    return header && stepInHeader(header);
  }
  const named = checkpointStep(item.name, name);
  return typeof named === 'number' ? named : undefined;
}

function longer(steps: NumberScalar, step: number): Fix {
  const more = step + steps.value;
  return { title: `Raise 'steps' to ${more}`, safe: false, edits: [replaceScalar(steps, more)] };
}

function newName(name: TextScalar): Fix {
  const version = /^(.*_v)(\d+)$/.exec(name.value);
  const next = version?.[1] ? `${version[1]}${Number(version[2]) + 1}` : `${name.value}_v2`;
  return { title: `Start from scratch as '${next}'`, safe: false, edits: [replaceScalar(name, next)] };
}
