import { parseObject } from '../../../common/json-object';
import type { HubCacheAnswer } from '../../../core/launch/index';
import { type Files, pathsOf } from './files';
import { nearestExisting } from './nearest-folder';

/** Where the cache is looked for. */
export interface HubCachePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly files: Files;
}

/** The parts of a diffusers checkpoint that have weights. */
const weightFolders = ['transformer', 'text_encoder', 'vae'];
/** The variables that forbid downloads, and the words that Python libraries read as yes. */
const offlineVariables = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'];
const yes = /^(?:1|on|yes|true)$/i;
/** No cache of a model has near this many files. */
const mostFiles = 2000;

/** The folder of the Hugging Face cache, by the variables of huggingface_hub (`constants.py`). */
export function hubCacheFolder({ env, home, platform }: Omit<HubCachePlace, 'files'>): string {
  const { join, resolve } = pathsOf(platform);
  const named = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE;
  if (named) return resolve(expandHome(named, home));
  return join(hubHome({ env, home, platform }), 'hub');
}

/** The folder of huggingface_hub's cache and token. */
function hubHome({ env, home, platform }: Omit<HubCachePlace, 'files'>): string {
  const { join, resolve } = pathsOf(platform);
  const cache = env.XDG_CACHE_HOME ? resolve(env.XDG_CACHE_HOME) : join(home, '.cache');
  return env.HF_HOME ? resolve(expandHome(env.HF_HOME, home)) : join(cache, 'huggingface');
}

/** The token that huggingface_hub uses: a variable's, else the one that `hf auth login` left. */
export async function readHubToken(place: HubCachePlace): Promise<string | undefined> {
  const { env, home, platform, files } = place;
  const { join } = pathsOf(platform);
  const named = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN;
  if (named) return named;
  const file = env.HF_TOKEN_PATH || join(hubHome({ env, home, platform }), 'token');
  return (await files.readText(file))?.trim() || undefined;
}

function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=$|[\\/])/, () => home);
}

/** What the cache has of a repository. Only names and sizes are read, and the small index files. */
export async function readHubCache(
  repository: string,
  wholeBytes: number | undefined,
  place: HubCachePlace,
): Promise<HubCacheAnswer> {
  const { files, platform, env } = place;
  const { join } = pathsOf(platform);
  const folder = hubCacheFolder(place);
  const own = join(folder, `models--${repository.replace('/', '--')}`);
  const snapshot = await snapshotOf(own, place);
  const nearest = await nearestExisting(folder, platform, files);
  const isWhole = snapshot !== undefined && (await isComplete(snapshot, place));
  return {
    repository,
    folder,
    isWhole,
    presentBytes: await bytesIn(join(own, 'blobs'), place),
    wholeBytes,
    freeBytes: nearest === undefined ? undefined : await files.freeBytes(nearest.path),
    whyNotWritable:
      isWhole || nearest?.kind !== 'folder'
        ? nearest?.kind === 'file'
          ? `'${nearest.path}' is a file`
          : undefined
        : await files.whyNotWritable(nearest.path),
    offline: offlineVariables.find((name) => yes.test(env[name] ?? '')),
    platform,
  };
}

/** The files of the newest version: `refs/main` names the commit. */
async function snapshotOf(own: string, { files, platform }: HubCachePlace): Promise<string | undefined> {
  const { join } = pathsOf(platform);
  const commit = (await files.readText(join(own, 'refs', 'main')))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) return undefined;
  const snapshot = join(own, 'snapshots', commit);
  return (await files.kind(snapshot)) === 'folder' ? snapshot : undefined;
}

/** Whether each part has its weights. A link whose target is not downloaded counts as missing. */
async function isComplete(snapshot: string, place: HubCachePlace): Promise<boolean> {
  const { join } = pathsOf(place.platform);
  const parts = await Promise.all(weightFolders.map((name) => hasWeights(join(snapshot, name), place)));
  return parts.every((complete) => complete);
}

async function hasWeights(folder: string, { files, platform }: HubCachePlace): Promise<boolean> {
  const { join } = pathsOf(platform);
  if ((await files.kind(folder)) !== 'folder') return false;
  const names = (await files.list(folder)).map(({ name }) => name).slice(0, mostFiles);
  const index = names.find((name) => name.endsWith('.safetensors.index.json'));
  const shards = index === undefined ? undefined : shardsIn(await files.readText(join(folder, index)));
  const wanted = shards ?? names.filter((name) => name.endsWith('.safetensors'));
  const sizes = await Promise.all(wanted.map((name) => files.size(join(folder, name))));
  return wanted.length > 0 && sizes.every((size) => size !== undefined && size > 0);
}

function shardsIn(text: string | undefined): readonly string[] | undefined {
  const map = parseObject(text ?? '')?.weight_map;
  if (typeof map !== 'object' || map === null) return undefined;
  return [...new Set(Object.values(map))].filter((name) => typeof name === 'string');
}

async function bytesIn(folder: string, { files, platform }: HubCachePlace): Promise<number> {
  const { join } = pathsOf(platform);
  if ((await files.kind(folder)) !== 'folder') return 0;
  const entries = (await files.list(folder)).slice(0, mostFiles);
  const sizes = await Promise.all(entries.map(({ name }) => files.size(join(folder, name))));
  return sizes.reduce((total: number, size) => total + (size ?? 0), 0);
}
