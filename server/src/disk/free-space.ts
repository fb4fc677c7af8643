import { statfsSync, statSync } from 'node:fs';
import path from 'node:path';

/** The free bytes on the disk of a folder, or of the nearest one that exists; `disk` tells disks apart. */
export function freeSpaceAt(folder: string): { readonly disk: string; readonly bytes: number } | undefined {
  for (let place = folder; ; place = path.dirname(place)) {
    try {
      const { bavail, bsize } = statfsSync(place);
      return { disk: String(statSync(place).dev), bytes: bavail * bsize };
    } catch {
      // A folder that is still to be made lies on the disk of the one around it.
      if (place === path.dirname(place)) return undefined;
    }
  }
}

/** The folder of the Hugging Face cache, by the variables of huggingface_hub (`constants.py`). */
export function hubFolder(variable: (name: string) => string | undefined, home: string): string {
  const named = variable('HF_HUB_CACHE') || variable('HUGGINGFACE_HUB_CACHE');
  if (named) return path.resolve(named.replace(/^~(?=$|[\\/])/, () => home));
  const cache = variable('XDG_CACHE_HOME') || path.join(home, '.cache');
  const own = variable('HF_HOME')?.replace(/^~(?=$|[\\/])/, () => home);
  return path.join(own ? path.resolve(own) : path.join(cache, 'huggingface'), 'hub');
}
