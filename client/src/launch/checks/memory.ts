import { judgeMemory, judgeSharedMemory, sizeText } from '../../../../core/launch/index';
import type { PreflightCheck } from '../preflight';

/** Whether the computer's memory, swap and `/dev/shm` are enough. */
export const memoryCheck: PreflightCheck = {
  name: 'memory',
  async run({ start, platform, askMemory, loadsModels }) {
    const memory = await askMemory();
    const { needs } = start ?? {};
    const findings =
      needs === undefined || !loadsModels
        ? []
        : [...judgeMemory(memory, needs, platform), ...judgeSharedMemory(memory, needs)];
    const size =
      memory.limit !== undefined && memory.limit < memory.total
        ? `${sizeText(memory.limit)} for this container`
        : sizeText(memory.total);
    const swap = memory.swap === undefined ? '' : `, ${sizeText(memory.swap)} of swap`;
    return { findings, facts: findings.length > 0 ? [] : [{ subject: 'Memory', value: `${size}${swap}` }] };
  },
};
