import type { ToolkitKeys } from '../../../core/language-service';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { openToolkitReader } from '../../../server/src/disk/toolkit-reader';
import type { Complain } from './check-inputs';

/** Reads the keys of an ai-toolkit checkout; complains and answers 'unusable' for a folder that is not one. */
export async function readToolkit(folder: string, complain: Complain): Promise<ToolkitKeys | 'unusable'> {
  const silent = () => undefined;
  const reader = openToolkitReader({
    workerFile: openPackageFiles().toolkitWorker,
    logger: { error: complain, warn: complain, info: silent, debug: silent },
    onChange: silent,
  });
  reader.keysFor(folder);
  await reader.settled();
  const keys = reader.keysFor(folder);
  await reader.settled();
  if (keys) return keys;
  complain(`${folder}: this is not an ai-toolkit checkout (no version.py that names a version).`);
  return 'unusable';
}
