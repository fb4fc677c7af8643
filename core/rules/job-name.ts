import { type ConfigNode, holdsVariable, isNull, isText, type ScalarNode } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { formatScalar, replaceScalar } from '../syntax/text-edits';
import { hidingParts, jobFiles } from '../trainer/job-folder';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

export const jobName: Rule = {
  code: 'job-name',
  severity: 'warning',
  summary: 'A job name or training folder that breaks saving, cleaning up or resuming.',
  claims: [
    {
      where: 'load',
      what: 'fails',
      seen: 'run',
      of: 'characters that break `[name]`, and names that are not text',
    },
    { where: 'resume', what: 'fails', seen: 'run', of: 'names with which other files begin' },
    { where: 'save', what: 'fails', seen: 'run', of: 'a slash, and names that are too long' },
    { where: 'resume', what: 'changed', seen: 'run', of: 'wildcards, and folders that hide checkpoints' },
  ],

  *check(config) {
    if (config.trainers.length === 0) return;
    const { name } = config;
    if (name && !holdsVariable(name)) {
      const found = isText(name) ? textName(config, name, name.value) : otherName(name);
      if (found) yield found;
    }
    for (const process of config.trainers) {
      yield* emptyFolder(process);
      const folder = process.text('training_folder');
      if (!folder || holdsVariable(folder)) continue;
      const found = trainingFolder(folder, String(name?.value ?? ''));
      if (found) yield found;
    }
  },
};

/** A number or boolean is passed to `str.replace`, which accepts only text (toolkit/config.py:47-50). */
function otherName(name: ScalarNode): Finding | undefined {
  if (name.type !== 'integer' && name.type !== 'float' && name.type !== 'boolean') return undefined;
  return {
    span: name.span,
    severity: 'error',
    message: `ai-toolkit cannot load this file: the name ${name.source} is a ${name.type === 'boolean' ? 'boolean' : 'number'}, not text. Put it in quotes.`,
    fixes: [
      {
        title: `Write '"${name.source}"'`,
        safe: true,
        edits: [{ span: name.span, newText: formatScalar(name.source, 'double-quoted') }],
      },
    ],
  };
}

function textName(config: TrainingConfig, name: ScalarNode, text: string): Finding | undefined {
  const problem =
    isEmpty(text) ??
    breaksJson(config, text) ??
    isTooLong(text) ??
    breaksPath(text) ??
    breaksGlob(text, 'name') ??
    startsAnotherFile(text);
  return problem && { ...problem, span: name.span, fixes: renamed(name, text) };
}

type Problem = Pick<Finding, 'message' | 'severity'>;

/**
 * The name goes into the config's JSON text unescaped wherever `[name]` stands (toolkit/config.py:48-50); without
 * `[name]` these characters do no harm there.
 */
function breaksJson(config: TrainingConfig, text: string): Problem | undefined {
  const found = /["\\]|[^ -\u{10ffff}]/u.exec(text)?.[0];
  if (found === undefined || !config.root || !holdsTag(config.root.mapping)) return undefined;
  const meant = asJsonText(text);
  if (meant !== undefined) {
    return {
      severity: 'information',
      message: `ai-toolkit replaces each '[name]' with the name and reads the '\\' in it as the start of an escape: it becomes ${JSON.stringify(meant)} there. Use letters, digits, '_' and '-'.`,
    };
  }
  return {
    severity: 'error',
    message: `ai-toolkit cannot load this file: it replaces each '[name]' with the name, and the ${JSON.stringify(found)} in the name breaks the text. Use letters, digits, '_' and '-'.`,
  };
}

/** What JSON makes of a text between quotes; undefined where it is not JSON. */
function asJsonText(text: string): string | undefined {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return undefined;
  }
}

/** Every file of the job folder begins with an empty name, and config.yaml is the newest (BaseSDTrainProcess.py:823-854). */
function isEmpty(text: string): Problem | undefined {
  if (text !== '') return undefined;
  return {
    severity: 'error',
    message:
      "The name is empty, so ai-toolkit treats every file in the training folder as a checkpoint, 'config.yaml' included, and fails to load it before it reads the dataset. Write a name.",
  };
}

/** `_000000250.safetensors` */
const longestEnding = 22;
/** What Linux, macOS and Windows allow. */
const longestFileName = 255;

function isTooLong(text: string): Problem | undefined {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes + longestEnding <= longestFileName) return undefined;
  return {
    severity: 'error',
    message: `The first save fails: the name has ${bytes} bytes, and with the ${longestEnding} of a checkpoint's ending a file name has more than ${longestFileName}, the most that file systems allow. Use a shorter name.`,
  };
}

function breaksPath(text: string): Problem | undefined {
  const found = /[/\\"<>|:]/.exec(text)?.[0];
  if (found === undefined) return undefined;
  if (text.startsWith('/')) {
    return {
      severity: 'error',
      message:
        "The run fails before it reads the dataset: a name that begins with '/' leads out of the training folder, and ai-toolkit opens the folder there as a checkpoint. Use letters, digits, '_' and '-'.",
    };
  }
  if (found === '/') {
    return {
      severity: 'error',
      message:
        "The first save fails: each checkpoint's file name begins with the job's name, and the '/' makes it a path into a folder that does not exist. Use letters, digits, '_' and '-'.",
    };
  }
  return {
    message: `The name becomes a folder and the start of file names, and Windows does not allow '${found}' in them. Use letters, digits, '_' and '-'.`,
  };
}

function breaksGlob(text: string, what: 'name' | 'folder'): Problem | undefined {
  const found = /[[\]*?]/.exec(text)?.[0];
  if (found === undefined) return undefined;
  return {
    message: `The '${found}' in this ${what} is a wildcard when ai-toolkit looks for its checkpoints: a run may start from scratch instead of resuming, and old checkpoints are not deleted. Use letters, digits, '_' and '-'.`,
  };
}

/** Resuming takes the newest file that begins with the name (jobs/process/BaseSDTrainProcess.py:823-854). */
function startsAnotherFile(text: string): Problem | undefined {
  const file = jobFiles.find((other) => other.startsWith(text));
  if (text === '' || file === undefined) return undefined;
  // ai-toolkit writes config.yaml before it looks for checkpoints, so even the first start picks it.
  const atOnce = file === 'config.yaml';
  return {
    severity: atOnce ? 'error' : 'warning',
    message: `'${file}' in the job folder begins with this name, so ai-toolkit treats it as a checkpoint${atOnce ? ' and fails to load it' : file === 'samples' ? ': a second start fails, because it is a folder' : ': a second start silently begins from scratch at step 0 instead of resuming'}. Use a longer name.`,
  };
}

/** Null counts as absent (jobs/process/BaseTrainProcess.py:45); an empty text is the folder that ai-toolkit starts in. */
function* emptyFolder(process: TrainingProcess): Iterable<Finding> {
  const entry = process.entry('training_folder');
  if (!entry || !isNull(entry.value)) return;
  yield {
    span: entry.key.span,
    severity: 'error',
    message:
      "'training_folder' is empty, so ai-toolkit stops at the start: it does not know where to save. Write a folder.",
  };
}

function trainingFolder(folder: ScalarNode, name: string): Finding | undefined {
  const path = String(folder.value);
  const hides = hidingParts.find((part) => path.includes(part) && !name.includes(part));
  const problem =
    breaksGlob(path.replaceAll('[name]', ''), 'folder') ??
    shellVariable(path) ??
    (hides === undefined
      ? undefined
      : {
          message: `ai-toolkit ignores every checkpoint whose path contains '${hides}', unless the job's name contains it too: a run in this folder never resumes and starts from scratch each time. Use a folder without '${hides}'.`,
        });
  return problem && { ...problem, span: folder.span };
}

/** Only `${NAME}` is replaced (toolkit/config.py:20-35). */
function shellVariable(path: string): Problem | undefined {
  const found = /\$\w+|%\w+%|^~/.exec(path)?.[0];
  if (found === undefined) return undefined;
  return {
    severity: 'information',
    message: `ai-toolkit does not replace '${found}': it makes a folder of that name. Write the path itself, or '\${NAME}' with braces for an environment variable.`,
  };
}

function renamed(name: ScalarNode, text: string): Fix[] {
  const cleaned = text.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^_+|_+$/g, '');
  const safe =
    cleaned === '' || jobFiles.some((file) => file.startsWith(cleaned)) ? `${cleaned || 'my'}_lora` : cleaned;
  return [{ title: `Change to '${safe}'`, safe: false, edits: [replaceScalar(name, safe)] }];
}

function holdsTag(node: ConfigNode): boolean {
  if (node.kind === 'scalar') return isText(node) && node.value.includes('[name]');
  if (node.kind === 'sequence') return node.items.some((item) => holdsTag(item));
  return node.entries.some((entry) => !entry.shadowed && holdsTag(entry.value));
}
