import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { placeOfFolder } from '../../../../client/src/runs/watch/run-place';
import { openRunWatch } from '../../../../client/src/runs/watch/run-watch';
import { EXAMPLES } from '../../../support/practice-run';
import { until } from '../../../support/practice-runs';

const home = mkdtempSync(path.join(tmpdir(), 'qwen losses '));
after(() => rmSync(home, { recursive: true }));

/** A database whose writer lives on, so that all rows are in the write-ahead log; ended by its standard input. */
const writer = `
import sys
sys.path.insert(0, sys.argv[1])
from practice.loss_log import LossLog
log = LossLog(sys.argv[2])
for step in range(1, 40):
    log.add(step, {"loss/loss": None if step == 20 else 0.5 - step / 100, "learning_rate": 1e-4})
log._write()
print("written", flush=True)
sys.stdin.read()
`;

describe('the losses of loss_log.db', () => {
  test('are read while the trainer writes, and fill what a log without losses lacks', async () => {
    const file = path.join(home, 'loss_log.db');
    const child = spawn('python3', ['-c', writer, path.join(EXAMPLES, 'practice-toolkit'), file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      let said = '';
      child.stdout.on('data', (text) => {
        said += String(text);
      });
      await until('the rows', () => said.includes('written'), 20_000);
      assert.ok(statSync(`${file}-wal`).size > 4096);
      const before = readFileSync(file);
      // A terminal of 80 columns cuts each bar of a job with a long name before its loss.
      writeFileSync(
        path.join(home, 'log.txt'),
        'Running 1 job\n# Running job: maya\n\rmaya:  97%|#| 39/40 [00:39<00:01,  1.00s/it, lr: 1.0e-0',
      );
      const watch = openRunWatch(await placeOfFolder(home), async () => 'python3');
      const { reading, first } = await watch.refresh();
      assert.equal(first, 0);
      assert.deepEqual(
        [...watch.curve.steps],
        Array.from({ length: 39 }, (_, at) => at + 2),
      );
      assert.ok(Number.isNaN(watch.curve.losses[19]), 'A loss that is not a number became one.');
      assert.equal(watch.curve.losses[0], 0.49);
      assert.deepEqual(
        [reading.state.losses.count, reading.state.losses.notANumber, reading.state.step],
        [38, 1, 39],
      );
      assert.deepEqual(readFileSync(file), before, 'Reading changed the database.');
      assert.ok(existsSync(`${file}-wal`));
    } finally {
      child.stdin.end();
    }
  });

  test('are left out where no Python may be run', async () => {
    const watch = openRunWatch(await placeOfFolder(home));
    await watch.refresh();
    assert.equal(watch.curve.count, 0);
  });
});
