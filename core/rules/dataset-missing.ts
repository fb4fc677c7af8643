import type { TextScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { datasetPath } from '../trainer/datasets/dataset-places';
import type { DiskRule, FileProbe } from './rule';

export const datasetMissing: DiskRule = {
  code: 'dataset-missing',
  severity: 'information',
  startSeverity: 'error',
  summary: 'The dataset folder does not exist on this machine.',
  claims: [{ where: 'dataset', what: 'fails', seen: 'run' }],

  async *checkDisk(config, context, probe) {
    for (const process of config.trainers) {
      const { failures } = await context.scan(process);
      const missing = failures.filter(({ error }) => error.startsWith('FileNotFoundError'));
      for (const [index, section] of process.datasets.entries()) {
        const path = datasetPath(section);
        if (path && missing.some((failure) => failure.dataset === index)) {
          yield await findingFor(path, probe, context.configFolder);
        }
      }
    }
  },
};

async function findingFor(
  path: TextScalar,
  probe: FileProbe,
  configFolder: string | undefined,
): Promise<Finding> {
  if (path.value === '') {
    return {
      span: path.span,
      severity: 'error',
      message:
        'The path is empty: ai-toolkit loads the model and then stops. Write the folder of your images.',
    };
  }
  if (isForeign(path.value, probe.windows)) {
    return {
      span: path.span,
      message: `'${path.value}' is a path of another machine. If you train there, that is fine; on this machine ai-toolkit stops after loading the model, because the folder does not exist.`,
    };
  }
  const beside = await folderBeside(path.value, probe, configFolder);
  const nearest = beside ?? (await nearestName(path.value, probe));
  const where =
    beside === undefined
      ? whereItStarts(path.value)
      : `It exists next to the config, but a relative path ${relativeStart}`;
  return {
    span: path.span,
    ...((await isOfThisMachine(path.value, probe)) ? { severity: 'error' as const } : {}),
    message: `The folder '${path.value}' does not exist here, and ai-toolkit stops when it builds the datasets, after loading the model. ${where}`,
    fixes:
      nearest === undefined
        ? []
        : [{ title: `Change to '${nearest}'`, safe: false, edits: [replaceScalar(path, nearest)] }],
  };
}

/**
 * Whether a path can only mean this machine: a file stands in the folder's place, the folder around it is here, or it begins
 * with `~`, which no machine expands. Other paths may belong to the machine that trains.
 */
async function isOfThisMachine(path: string, probe: FileProbe): Promise<boolean> {
  if (path.startsWith('~')) return true;
  const own = await probe.stat(path);
  if (typeof own === 'object') return own.kind === 'file';
  const parent = /^(.*[^\\/])[\\/]+[^\\/]+[\\/]*$/.exec(path)?.[1];
  if (parent === undefined || parent.replaceAll('.', '') === '') return false;
  const around = await probe.stat(parent);
  return typeof around === 'object' && around.kind === 'folder';
}

function whereItStarts(path: string): string {
  if (path.startsWith('~')) return "ai-toolkit does not expand '~': write the whole path.";
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) return 'Check the path.';
  return `A relative path ${relativeStart}`;
}

const relativeStart =
  "starts at the folder that the training is started in, which is ai-toolkit's own folder by default.";

/** The whole path of a relative one that exists in the config's own folder. */
async function folderBeside(
  path: string,
  probe: FileProbe,
  configFolder: string | undefined,
): Promise<string | undefined> {
  if (configFolder === undefined || /^(?:[\\/~]|[A-Za-z]:)/.test(path)) return undefined;
  const place = probe.join(configFolder, path);
  return typeof (await probe.stat(place)) === 'object' ? place : undefined;
}

/** Paths that belong to another system or to the usual cloud machines. */
function isForeign(path: string, windows: boolean): boolean {
  if (windows) return path.startsWith('/');
  return /^[A-Za-z]:[\\/]/.test(path) || /^\/(?:workspace|content|kaggle|notebooks)(?:\/|$)/.test(path);
}

/** A folder of the same parent whose name differs only in case, spaces, dashes or underscores. */
async function nearestName(path: string, probe: FileProbe): Promise<string | undefined> {
  const found = /^(.*?)([^\\/]+)[\\/]*$/.exec(path);
  const [, parent = '', name = ''] = found ?? [];
  const items = await probe.listFolder(parent === '' ? '.' : parent);
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
  const twin = items?.find((item) => item.kind === 'folder' && plain(item.name) === plain(name));
  return twin && `${parent}${twin.name}`;
}
