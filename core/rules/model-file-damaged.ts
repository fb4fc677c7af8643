import { readCheckpointHeader } from '../trainer/checkpoint-header';
import { expandText } from '../trainer/environment';
import type { FileProbe } from '../trainer/file-probe';
import { jobNameOf } from '../trainer/job-folder';
import type { DiskRule } from './rule';

/** The folders of a diffusers checkpoint that hold weights. */
const weightFolders = ['transformer', 'text_encoder', 'text_encoder_2', 'unet', 'vae'];
/** No checkpoint has near this many files; what has is something else. */
const mostFiles = 500;

export const modelFileDamaged: DiskRule = {
  code: 'model-file-damaged',
  severity: 'warning',
  startSeverity: 'error',
  summary: 'A file of a local model is cut short, damaged or missing.',
  claims: [{ where: 'load', what: 'fails', seen: 'run' }],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const name = process.text('model.name_or_path');
      const path = name && expandText(name.value, variable, jobNameOf(config, variable));
      if (!name || !path) continue;
      const damaged = await firstDamaged(probe, path);
      if (damaged === undefined) continue;
      yield {
        span: name.span,
        message:
          damaged.what === 'missing'
            ? `The file '${damaged.file}' of this model is missing, although its index names it: ai-toolkit fails while it loads the model. Download it.`
            : `The file '${damaged.file}' of this model is cut short or damaged: ai-toolkit fails while it loads the model. Download it again.`,
      };
    }
  },
};

interface Damaged {
  readonly file: string;
  readonly what: 'damaged' | 'missing';
}

/** Only headers and lengths are read; nothing is said about what cannot be read. */
async function firstDamaged(probe: FileProbe, path: string): Promise<Damaged | undefined> {
  const item = await probe.stat(path);
  if (typeof item !== 'object') return undefined;
  if (item.kind === 'file') return damagedFile(probe, path);
  for (const folder of weightFolders) {
    const found = await damagedIn(probe, probe.join(path, folder));
    if (found) return found;
  }
  return undefined;
}

async function damagedIn(probe: FileProbe, folder: string): Promise<Damaged | undefined> {
  const items = (await probe.listFolder(folder))?.slice(0, mostFiles) ?? [];
  for (const { name, kind } of items) {
    if (kind !== 'file') continue;
    const file = probe.join(folder, name);
    const found = name.endsWith('.safetensors.index.json')
      ? await missingShard(probe, folder, file)
      : await damagedFile(probe, file);
    if (found) return found;
  }
  return undefined;
}

async function damagedFile(probe: FileProbe, file: string): Promise<Damaged | undefined> {
  if (!file.endsWith('.safetensors')) return undefined;
  return (await readCheckpointHeader(probe, file)) === 'broken' ? { file, what: 'damaged' } : undefined;
}

/** The index of a model in several files names the file of each tensor. */
async function missingShard(probe: FileProbe, folder: string, index: string): Promise<Damaged | undefined> {
  const text = await probe.readText(index, 16 * 1024 * 1024);
  const named = [...(text ?? '').matchAll(/:\s*"([^"/\\]+\.safetensors)"/g)].map((match) => match[1] ?? '');
  for (const name of [...new Set(named)].slice(0, mostFiles)) {
    const file = probe.join(folder, name);
    if ((await probe.stat(file)) === 'absent') return { file, what: 'missing' };
  }
  return undefined;
}
