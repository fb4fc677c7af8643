import { isQwen } from '../profiles/model-families';
import type { TextScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { expandText } from '../trainer/environment';
import { jobNameOf } from '../trainer/job-folder';
import type { TrainingProcess } from '../trainer/training-config';
import type { DiskRule, FileProbe } from './rule';

/** What a folder of a Qwen-Image checkpoint needs (qwen_image.py:103-180), besides the weights' own index. */
const parts = [
  'transformer/config.json',
  'text_encoder/config.json',
  'vae/config.json',
  'tokenizer',
] as const;

export const modelPlace: DiskRule = {
  code: 'model-place',
  severity: 'information',
  startSeverity: 'error',
  summary: 'A name_or_path from which ai-toolkit cannot load a model.',
  claims: [
    { where: 'load', what: 'fails', seen: 'run', of: 'addresses, `.gguf` files, folders that are not there' },
    { where: 'load', what: 'fails', seen: 'run', of: 'a folder without one of its parts' },
  ],

  async *checkDisk(config, { variable }, probe) {
    for (const process of config.trainers) {
      const node = process.text('model.name_or_path');
      const path = node && expandText(node.value, variable, jobNameOf(config, variable));
      if (!node || path === undefined) continue;
      const finding = wrongKind(process, node, path) ?? (await wrongFolder(process, node, path, probe));
      if (finding) yield finding;
    }
  },
};

/** What no machine can load, whatever is on its disk. */
function wrongKind(process: TrainingProcess, node: TextScalar, path: string): Finding | undefined {
  const error = { span: node.span, severity: 'error' as const };
  if (path.trim() === '') {
    return {
      ...error,
      message:
        "The name is empty, and ai-toolkit fails while it loads the model. Write a name such as 'Qwen/Qwen-Image', or a folder.",
    };
  }
  if (/^https?:\/\//i.test(path)) {
    const repository = /^https?:\/\/(?:huggingface\.co|hf\.co)\/([\w.-]+\/[\w.-]+)(?:\/|$)/i.exec(path)?.[1];
    return {
      ...error,
      message: `'${path}' is an address, and ai-toolkit treats it as a name or folder: loading the model fails. Write ${repository === undefined ? "a name such as 'Qwen/Qwen-Image'" : `'${repository}'`}.`,
      fixes:
        repository === undefined
          ? []
          : [{ title: `Change to '${repository}'`, safe: false, edits: [replaceScalar(node, repository)] }],
    };
  }
  if (!isQwen(process) || !/\.gguf$/i.test(path)) return undefined;
  return {
    ...error,
    message: `'${path}' is a GGUF file, which ai-toolkit cannot load: the run fails while it loads the model. Write the name of the full model, such as 'Qwen/Qwen-Image', and set 'quantize: true' to save memory.`,
  };
}

async function wrongFolder(
  process: TrainingProcess,
  node: TextScalar,
  path: string,
  probe: FileProbe,
): Promise<Finding | undefined> {
  const item = await probe.stat(path);
  if (item === undefined) return undefined;
  if (item === 'absent') return isPath(path) ? absent(node, path) : undefined;
  if (item.kind === 'file') {
    return isQwen(process) && !path.endsWith('.safetensors')
      ? {
          span: node.span,
          message: `'${path}' is a file, and ai-toolkit loads a folder or a '.safetensors' file: the run fails while it loads the model.`,
        }
      : undefined;
  }
  return isQwen(process) ? incomplete(process, node, path, probe) : undefined;
}

/** What cannot be a name of the Hub, which is `owner/name`. */
function isPath(path: string): boolean {
  return (
    /^(?:[\\/~]|\.{1,2}[\\/]|[A-Za-z]:[\\/])/.test(path) ||
    path.split(/[\\/]/).length > 2 ||
    path.includes('\\')
  );
}

function absent(node: TextScalar, path: string): Finding {
  const why = path.startsWith('~')
    ? "ai-toolkit does not expand '~': write the whole path."
    : 'ai-toolkit then looks for a model of this name on Hugging Face and fails. Correct the path.';
  return { span: node.span, message: `The model '${path}' does not exist on this machine. ${why}` };
}

async function incomplete(
  process: TrainingProcess,
  node: TextScalar,
  path: string,
  probe: FileProbe,
): Promise<Finding | undefined> {
  // With extras_name_or_path, all but the transformer may come from there.
  const needed = process.entry('model.extras_name_or_path') ? parts.slice(0, 1) : parts;
  const isEdit = process.arch?.startsWith('qwen_image_edit') === true && needed.length > 1;
  for (const part of [...needed, ...(isEdit ? ['processor'] : [])]) {
    if ((await probe.stat(probe.join(path, ...part.split('/')))) !== 'absent') continue;
    const processor =
      part === 'processor'
        ? " It is the folder of a model without editing; check 'arch' and the folder."
        : '';
    return {
      span: node.span,
      message: `The model folder '${path}' has no '${part}', and the run fails when it is loaded.${processor} Download the whole model in diffusers' format.`,
    };
  }
  return undefined;
}
