import { isTruthy } from '../syntax/config-node';
import { regSteps, scheduleOf } from '../trainer/schedule';
import type { Rule } from './rule';

export const regNeverUsed: Rule = {
  code: 'reg-never-used',
  severity: 'warning',
  summary: 'Regularization images that never train, because every even step saves or samples.',
  claims: [{ where: 'step', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const reg = process.datasets.find((dataset) => isTruthy(dataset.node('is_reg')));
      const entry = reg?.entry('is_reg');
      if (!entry || process.datasets.every((dataset) => dataset.truthy('is_reg'))) continue;
      const schedule = scheduleOf(process, undefined);
      if (schedule.error !== undefined || schedule.steps <= 2) continue;
      if (regSteps(schedule, schedule.start, schedule.steps) !== 0) continue;
      const cause =
        schedule.saveEvery > 0 && schedule.saveEvery <= 2
          ? process.entry('save.save_every')
          : process.entry('sample.sample_every');
      yield {
        span: entry.key.span,
        message:
          'ai-toolkit trains regularization images only on even steps that neither save nor sample. With these intervals there is no such step, so this dataset is never used. Write larger intervals.',
        ...(cause
          ? { related: [{ span: cause.key.span, message: 'Every even step is a multiple of this.' }] }
          : {}),
      };
    }
  },
};
