import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a rehearsal: the shell's, without hubs, without ai-toolkit's own interface, and with few threads, since
 * the model is small.
 */
export function rehearsalEnvironment(own: Environment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && !leftOut.has(name)) environment[name] = value;
  }
  return {
    ...environment,
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    HF_DATASETS_OFFLINE: '1',
    WANDB_MODE: 'disabled',
    NO_ALBUMENTATIONS_UPDATE: '1',
    TOKENIZERS_PARALLELISM: 'false',
    PYTHONUNBUFFERED: '1',
    OMP_NUM_THREADS: own.OMP_NUM_THREADS ?? String(Math.max(1, Math.min(4, availableParallelism() - 1))),
  };
}

/** They would connect the rehearsal with a job of ai-toolkit's interface, or with an editor's Node. */
const leftOut = new Set([
  'AITK_JOB_ID',
  'IS_AI_TOOLKIT_UI',
  'ELECTRON_RUN_AS_NODE',
  'NODE_CHANNEL_FD',
  'PYTHONHOME',
]);

/** The variables that ai-toolkit sees: the environment's, then those of its `.env` file. */
export function readVariables(toolkit: string, own: Environment): (name: string) => string | undefined {
  const file = new Map<string, string>();
  try {
    for (const line of readFileSync(path.join(toolkit, '.env'), 'utf8').split(/\r?\n/)) {
      const found = /^\s*(?:export\s+)?([\w.]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#]*))/.exec(line);
      if (found?.[1] !== undefined) file.set(found[1], found[2] ?? found[3] ?? (found[4] ?? '').trim());
    }
  } catch {
    // Most toolkits have no .env file.
  }
  return (name) => own[name] ?? file.get(name);
}

/** A path with its `${…}` replaced as ai-toolkit does (toolkit/config.py:20-35); undefined where a variable is not set. */
export function expandVariables(
  text: string,
  variable: (name: string) => string | undefined,
): string | undefined {
  let missing = false;
  const expanded = text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = variable(name);
    missing ||= value === undefined;
    return value ?? '';
  });
  return missing ? undefined : expanded;
}
