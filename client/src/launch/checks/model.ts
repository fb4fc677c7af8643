import {
  bytesToCome,
  type CheckAnswer,
  type HubCacheAnswer,
  judgeHubAccess,
  judgeHubCache,
  nearestModel,
  sizeText,
} from '../../../../core/launch/index';
import { pathsOf } from '../files';
import { readHubCache } from '../hub-cache';
import type { PreflightCheck, PreflightContext } from '../preflight';

/** Whether the base model is here, or can be downloaded. Damaged files of a local model are the server's to say. */
export const modelCheck: PreflightCheck = {
  name: 'model',
  async run(context): Promise<CheckAnswer> {
    const model = context.start?.model;
    if (model === undefined || !context.loadsModels) return { findings: [], facts: [] };
    const local = await localKind(model.name, context);
    if (local !== undefined) {
      return { findings: [], facts: [{ subject: 'Model', value: `${model.name}, a local ${local}` }] };
    }
    if (!/^[\w.-]+\/[\w.-]+$/.test(model.name)) return { findings: [], facts: [] };
    const cache = await readHubCache(model.name, model.downloadBytes, context);
    const access =
      cache.isWhole || cache.offline !== undefined || context.askHub === undefined
        ? []
        : judgeHubAccess(model.name, await context.askHub(model.name), nearestModel(model.name));
    const findings = [...judgeHubCache(cache), ...access];
    const facts = findings.length > 0 ? [] : [{ subject: 'Model', value: modelText(cache) }];
    return { findings, facts };
  },
};

/** Relative names start at the folder that ai-toolkit is started in (`os.path.exists`), before they are names of the Hub. */
async function localKind(name: string, { files, platform, workingDirectory }: PreflightContext) {
  const kind = await files.kind(pathsOf(platform).resolve(workingDirectory, name));
  return kind;
}

function modelText(cache: HubCacheAnswer): string {
  if (cache.isWhole) {
    return `${cache.repository} is in the Hugging Face cache (${sizeText(cache.presentBytes)})`;
  }
  const toCome = bytesToCome(cache);
  const how = toCome === undefined ? 'will be downloaded' : `${sizeText(toCome)} will be downloaded`;
  const free = cache.freeBytes === undefined ? '' : `, ${sizeText(cache.freeBytes)} free`;
  return `${cache.repository}: ${how} to ${cache.folder}${free}`;
}
