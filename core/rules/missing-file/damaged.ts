import { readCheckpointHeader } from '../../trainer/checkpoint-header';
import { looksLikeTorch } from '../../trainer/torch-file';
import type { FileProbe } from '../rule';

/** Why a file that is there cannot be used as what the config names it for; undefined for one that can. */
export async function damageOf(
  probe: FileProbe,
  path: string,
  used: 'image' | 'weights',
): Promise<string | undefined> {
  if (used === 'image') {
    const facts = await probe.imageFacts(path);
    return facts?.problem === undefined ? undefined : 'is not an image that can be decoded';
  }
  if (path.endsWith('.safetensors')) {
    return (await readCheckpointHeader(probe, path)) === 'broken'
      ? 'is cut short or is not a safetensors file'
      : undefined;
  }
  return looksLikeTorch(await probe.readBytes(path, 0, 2)) === false
    ? 'is not a file of weights that torch can load'
    : undefined;
}
