import { headerLength } from '../../trainer/safetensors-header';
import type { FileProbe, ProbedItem } from '../rule';

/** Cache files that are opened at most; a cache that a full disk cut short shows it in any of them. */
const mostOpened = 400;

/** Looks at cache files one after another, up to a bound, and says which cannot be read as safetensors. */
export function damageCheck(probe: FileProbe): (folder: string, item: ProbedItem) => Promise<boolean> {
  let opened = 0;
  return async (folder, { name, size }) => {
    if (size === 0) return true;
    opened += 1;
    if (opened > mostOpened) return false;
    const prefix = await probe.readBytes(probe.join(folder, name), 0, 8);
    return prefix !== undefined && typeof headerLength(prefix, size) === 'string';
  };
}
