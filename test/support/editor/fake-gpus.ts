import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** An `nvidia-smi` of ours, first on the PATH that the extension sees, until it is removed. */
export interface FakeGpus {
  readonly uuids: readonly string[];
  remove(): void;
}

/** Puts GPUs of 24 GiB into this machine, as far as `nvidia-smi` can tell. POSIX only: Windows wants a real program. */
export function installFakeGpus(count: number): FakeGpus {
  const uuids = Array.from(
    { length: count },
    (_, index) => `GPU-00000000-0000-0000-0000-00000000000${index}`,
  );
  const lines = uuids.map((uuid, index) => `${index}, ${uuid}, Practice GPU, 24576, 24000, 0, 580.65.06`);
  return installNvidiaSmi(
    `case "$1" in --query-gpu=*) cat <<'GPUS'\n${lines.join('\n')}\nGPUS\n;; esac\n`,
    uuids,
  );
}

/** Puts a shell script in the place of `nvidia-smi`. */
export function installNvidiaSmi(script: string, uuids: readonly string[] = []): FakeGpus {
  const folder = mkdtempSync(join(tmpdir(), 'qwen-lora-gpu-'));
  const program = join(folder, 'nvidia-smi');
  writeFileSync(program, `#!/bin/sh\n${script}`);
  chmodSync(program, 0o755);
  const before = process.env.PATH ?? '';
  process.env.PATH = `${folder}${delimiter}${before}`;
  return {
    uuids,
    remove() {
      process.env.PATH = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
