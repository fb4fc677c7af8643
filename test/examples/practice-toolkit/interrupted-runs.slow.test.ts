import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { PracticeFolder, query, RESULT, trainingBars } from '../../support/practice-run';

let folder: PracticeFolder;
beforeEach(() => {
  folder = new PracticeFolder();
});
afterEach(() => folder.remove());

describe('resuming', () => {
  it('goes on from the newest checkpoint, and finds nothing to do at the end', async () => {
    await folder.start('small.yaml');
    folder.vary('small.yaml', ['steps: 60', 'steps: 75']);
    const longer = await folder.start('small.yaml');
    assert.match(
      longer.stdout,
      /#### IMPORTANT RESUMING FROM output\/small\/small\.safetensors ####\nLoading from /,
    );
    assert.match(
      longer.stdout,
      /Found step 60 in metadata, starting from there\nLoading optimizer state from output\/small\/optimizer\.pt\n/,
    );
    assert.doesNotMatch(longer.stdout, /baseline samples|Saving at step 60/);
    assert.match(trainingBars(longer)[0] ?? '', /\| 60\/75 \[/);

    const idle = await folder.start('small.yaml');
    assert.equal(idle.code, 0);
    assert.match(
      idle.stdout,
      /Found step 75 in metadata[\s\S]*Saved checkpoint to output\/small\/small\.safetensors/,
    );
    assert.doesNotMatch(idle.stdout, /Saving at step/);
    folder.vary('small.yaml', ['steps: 60', 'steps: 50']);
    assert.match((await folder.start('small.yaml')).stderr, /\rsmall: 75it \[00:00, \?it\/s\]/);
  });

  it('takes the file that changed last, not the highest step', async () => {
    await folder.start('small.yaml');
    // Touching a file changes its inode's time, which is what ai-toolkit compares on Linux.
    const older = join(folder.path, 'output/small/small_000000040.safetensors');
    utimesSync(older, new Date(), new Date());
    writeFileSync(older, readFileSync(older));
    const output = await folder.start('small.yaml');
    assert.match(output.stdout, /Found step 40 in metadata/);
    const rows = query(
      join(folder.path, 'output/small/loss_log.db'),
      'SELECT COUNT(*), MAX(step) FROM steps',
    );
    assert.deepEqual(rows, [[59, 59]]);
  });
});

describe('stopping', () => {
  it('ends a run on Ctrl-C with a box, exit code 0 and no save', async () => {
    let sent = false;
    const output = await folder.start('small.yaml', {
      environment: { PRACTICE_STEPS_PER_SECOND: '40' },
      watch: (terminal, child) => {
        if (!sent && terminal.includes('Saved optimizer to')) sent = child.kill('SIGINT');
      },
    });
    assert.equal(output.code, 0, output.terminal);
    assert.ok(output.stdout.endsWith(`\n${RESULT}\nJob stopped\n${RESULT}\n`), output.stdout);
    assert.deepEqual(folder.saves(), ['small_000000010.safetensors']);
  });
});

describe('the control channel', () => {
  const create = (): string => {
    const path = join(folder.path, 'control.db');
    query(
      path,
      "CREATE TABLE Job (id TEXT PRIMARY KEY, status TEXT DEFAULT '', stop INTEGER DEFAULT 0, return_to_queue INTEGER DEFAULT 0, " +
        "step INTEGER DEFAULT 0, info TEXT DEFAULT '', speed_string TEXT DEFAULT '', save_now INTEGER DEFAULT 0, sample_now INTEGER DEFAULT 0)",
    );
    query(path, "INSERT INTO Job (id) VALUES ('job-1')");
    folder.vary('small.yaml', [
      'training_folder: output',
      'training_folder: output\n      performance_log_every: 5\n      sqlite_db_path: control.db',
    ]);
    return path;
  };
  const environment = { AITK_JOB_ID: 'job-1', IS_AI_TOOLKIT_UI: '1', PRACTICE_STEPS_PER_SECOND: '500' };

  it('reports status, step and speed, and saves and samples when asked to', async () => {
    const path = create();
    query(path, 'UPDATE Job SET save_now = 1, sample_now = 1');
    const output = await folder.start('small.yaml', { environment });
    assert.equal(output.code, 0, output.terminal);
    assert.match(output.stdout, /Using SQLite database at control\.db\nJob ID: "job-1"\n/);
    assert.match(output.stdout, /\nSaving at step 1\n[\s\S]*\nSampling at step 1\n/);
    const rows = query(path, 'SELECT status, info, step, save_now, sample_now, speed_string FROM Job');
    assert.deepEqual(rows[0]?.slice(0, 5), ['completed', 'Training completed', 60, 0, 0]);
    assert.match(String(rows[0]?.[5]), /^\d+\.\d\d iter\/sec$/);
  });

  it('stops when asked to, as a failure that the row calls stopped', async () => {
    const path = create();
    query(path, 'UPDATE Job SET stop = 1');
    const output = await folder.start('small.yaml', { environment });
    assert.equal(output.code, 1);
    assert.match(output.stdout, /Error running job: Job stopped\n/);
    assert.deepEqual(query(path, 'SELECT status, info FROM Job'), [['stopped', 'Job stopped']]);
  });
});
