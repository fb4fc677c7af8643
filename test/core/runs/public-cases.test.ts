import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createRunLogParser } from '../../../core/runs/log/run-log';
import { readExit } from '../../../core/runs/run-exit';
import { judgeRun, type RunOutcome } from '../../../core/runs/run-outcome';
import { outcomeText } from '../../../core/runs/run-outcome-text';

/** Logs after public reports lie next to the project; without them the tests say so and pass. */
const home = path.resolve(import.meta.dirname, '../../../../shared/cases');

interface Case {
  readonly file: string;
  readonly reason: string;
  /** What the whole text of the end must and must not say. */
  readonly says: RegExp;
  readonly never?: RegExp;
  readonly action?: string;
}

const cases: readonly Case[] = [
  {
    file: 'advice-deletes-a-good-checkpoint/base-model-cut-short.log',
    reason: 'broken-model',
    says: /base model.*cut short/,
    never: /[Rr]emove the newest checkpoint/,
  },
  {
    file: 'advice-deletes-a-good-checkpoint/disk-full-german-windows.log',
    reason: 'disk-full',
    says: /disk is full/,
    action: 'freeDisk',
  },
  {
    file: 'broken-installation-unnamed/bitsandbytes-cpu.log',
    reason: 'bitsandbytes-without-cuda',
    says: /bitsandbytes/,
    action: 'setUpToolkit',
  },
  {
    file: 'broken-installation-unnamed/diffusers-old.log',
    reason: 'packages-do-not-fit',
    says: /do not fit together.*diffusers/,
    action: 'setUpToolkit',
  },
  {
    file: 'broken-installation-unnamed/driver.log',
    reason: 'driver-too-old',
    says: /[Uu]pdate the NVIDIA driver/,
  },
  {
    file: 'broken-installation-unnamed/hub-too-new.log',
    reason: 'packages-do-not-fit',
    says: /huggingface_hub is another version than ai-toolkit asks for/,
    action: 'setUpToolkit',
  },
  {
    file: 'broken-installation-unnamed/old-checkout.log',
    reason: 'toolkit-too-old',
    says: /Update ai-toolkit/,
    action: 'setUpToolkit',
  },
  {
    file: 'broken-installation-unnamed/quanto.log',
    reason: 'packages-do-not-fit',
    says: /optimum-quanto/,
    action: 'setUpToolkit',
  },
  { file: 'broken-installation-unnamed/triton.log', reason: 'triton-missing', says: /triton/ },
  { file: 'cause-cut-from-the-tail/chained.log', reason: 'gated-repo', says: /gated/, action: 'setToken' },
  {
    file: 'download-trouble-unnamed/cache-not-writable.log',
    reason: 'cache-not-writable',
    says: /Hugging Face cache cannot be written/,
    never: /training_folder|dataset/,
  },
  {
    file: 'download-trouble-unnamed/certificate.log',
    reason: 'certificate',
    says: /could not be downloaded.*certificate/,
  },
  {
    file: 'download-trouble-unnamed/hf-transfer.log',
    reason: 'hf-transfer',
    says: /could not be downloaded.*HF_HUB_ENABLE_HF_TRANSFER/,
  },
  { file: 'download-trouble-unnamed/offline.log', reason: 'no-network', says: /could not be downloaded/ },
  {
    file: 'download-trouble-unnamed/offline-2.log',
    reason: 'model-not-loadable',
    says: /could not be downloaded/,
  },
  {
    file: 'download-trouble-unnamed/read-timeout.log',
    reason: 'network-timeout',
    says: /could not be downloaded.*continues where it was/,
  },
  { file: 'download-trouble-unnamed/xet.log', reason: 'xet-download', says: /continues where it was/ },
  {
    file: 'finished-run-told-as-failed/last-samples-out-of-memory.log',
    reason: 'last-samples-failed',
    says: /finished after 2000 steps.*last samples did not fit.*LoRA is in its folder/,
    never: /low_vram/,
  },
  {
    file: 'finished-run-told-as-failed/push-forbidden.log',
    reason: 'push-failed',
    says: /finished after 2000 steps.*upload.*refused.*may not write.*LoRA is in its folder/,
    never: /gated/,
  },
  {
    file: 'memory-of-the-computer-unsaid/cpu-allocator.log',
    reason: 'host-memory',
    says: /computer's memory \(not the GPU's\)/,
  },
  {
    file: 'memory-of-the-computer-unsaid/cublas-alloc (GPU).log',
    reason: 'gpu-memory',
    says: /GPU ran out of memory/,
  },
  { file: 'memory-of-the-computer-unsaid/paging-file.log', reason: 'page-file', says: /page file/ },
  { file: 'memory-of-the-computer-unsaid/shared-memory.log', reason: 'shared-memory', says: /--shm-size/ },
  {
    file: 'memory-of-the-computer-unsaid/worker-killed.log',
    reason: 'worker-killed',
    says: /computer's memory \(not the GPU's\)/,
  },
  {
    file: 'typo-told-as-gated/typo.log',
    reason: 'repo-not-found',
    says: /no public model by the name Qwen\/Qwen-Image-Edit-2590\. Did you mean Qwen\/Qwen-Image-Edit-2509\?/,
    never: /gated/,
  },
];

function judge(file: string): RunOutcome {
  const parser = createRunLogParser();
  parser.feed(`${readFileSync(path.join(home, file), 'utf8')}\n`);
  const log = parser.state;
  const final = log.checkpoints.find((one) => one.step === undefined);
  return judgeRun({
    log,
    exitCode: readExit(1).code,
    startedAt: 0,
    finalFile: final === undefined ? undefined : { path: final.path, modifiedAt: 1 },
  });
}

describe('public reports', { skip: existsSync(home) ? false : 'no reports here' }, () => {
  for (const { file, reason, says, never, action } of cases) {
    test(file, () => {
      const outcome = judge(file);
      const failure = outcome.kind === 'completed' ? outcome.afterwards : outcome;
      assert.ok(failure !== undefined && 'reason' in failure);
      assert.equal(failure.reason, reason);
      const { message } = outcomeText('maya', outcome);
      assert.match(message, says);
      if (never !== undefined) assert.doesNotMatch(message, never);
      if (action !== undefined) assert.equal(failure.action, action);
    });
  }
});
