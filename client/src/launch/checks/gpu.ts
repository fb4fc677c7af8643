import { judgeGpuMemory, type LaunchFinding } from '../../../../core/launch/index';
import { describeGpu, explainNoGpu, holderText } from '../gpu-pick';
import type { Gpu } from '../gpus';
import type { PreflightCheck } from '../preflight';

/** Whether there is a GPU, and whether it is free. */
export const gpuCheck: PreflightCheck = {
  name: 'GPU',
  async run({ gpu: decision, gpuQuery, gpuRequired, platform, start, loadsModels }) {
    const fact = (value: string) => [{ subject: 'GPU', value }];
    switch (decision.kind) {
      case 'none':
      case 'not-there':
        return gpuRequired && decision.kind === 'none'
          ? { findings: [noGpu(explainNoGpu(gpuQuery, platform))], facts: [] }
          : { findings: [], facts: fact('no NVIDIA GPU, and qwenLora.gpu.required is false') };
      case 'ask':
        return { findings: [], facts: fact(`${decision.gpus.length} GPUs to choose from`) };
      case 'take': {
        const { gpu } = decision;
        const memory =
          start?.needs === undefined || !loadsModels
            ? []
            : judgeGpuMemory(
                { name: gpu.name, freeBytes: gpu.memoryFree && gpu.memoryFree * 1024 ** 2 },
                start.needs,
              );
        return { findings: [...busy(gpu), ...memory], facts: fact(`${gpu.name}, ${describeGpu(gpu)}`) };
      }
    }
  },
};

function busy(gpu: Gpu): LaunchFinding[] {
  const holder = holderText(gpu);
  if (holder === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'gpu-busy',
      message: `GPU ${gpu.index} (${gpu.name}) is in use by ${holder}; that memory is not available for training.`,
    },
  ];
}

function noGpu(message: string): LaunchFinding {
  return {
    severity: 'error',
    code: 'gpu-missing',
    message,
    action: { kind: 'open-setting', setting: 'qwenLora.gpu.required' },
  };
}
