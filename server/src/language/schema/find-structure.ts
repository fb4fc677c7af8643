import type { ReportedFinding } from '../model/finding';
import type { TrainingConfig } from '../model/training-config';
import type { ConfigSchema } from './config-schema';

/** Structure findings of a config. */
export function findStructure(_config: TrainingConfig, _schema: ConfigSchema): readonly ReportedFinding[] {
  return [];
}
