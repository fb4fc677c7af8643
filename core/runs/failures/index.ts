import { configFailures } from './config';
import { datasetFailures } from './dataset';
import { diskFailures } from './disk';
import { gpuFailures } from './gpu';
import { hubFailures } from './hub';
import type { KnownFailure } from './known-failure';
import { memoryFailures } from './memory';
import { modelFailures } from './model';
import { networkFailures } from './network';
import { packageFailures } from './packages';
import { trainingFailures } from './training';
import { usedValueFailures } from './used-values';
import { valueFailures } from './values';

/** Every known failure, the more exact before the less exact: the first that matches explains a run. */
export const knownFailures: readonly KnownFailure[] = [
  ...valueFailures,
  ...usedValueFailures,
  ...configFailures,
  ...memoryFailures,
  ...gpuFailures,
  ...packageFailures,
  ...diskFailures,
  ...hubFailures,
  ...networkFailures,
  ...modelFailures,
  ...trainingFailures,
  ...datasetFailures,
];
