import type { PreflightCheck } from '../preflight';
import { datasetsCheck } from './datasets';
import { gpuCheck } from './gpu';
import { jobFolderCheck } from './job-folder';
import { memoryCheck } from './memory';
import { modelCheck } from './model';
import { pythonCheck } from './python';

/** The checks of every start that need the machine; those of config and disk are the server's. */
export const preflightChecks: readonly PreflightCheck[] = [
  pythonCheck,
  gpuCheck,
  modelCheck,
  datasetsCheck,
  memoryCheck,
  jobFolderCheck,
];
