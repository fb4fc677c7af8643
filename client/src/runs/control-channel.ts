import { isObject } from '../../../common/json-object';
import { runProgram } from '../launch/run-program';

/** Where one run's orders go. `python` is the toolkit's, `script` our `control.py`; all are absolute paths. */
export interface ControlAddress {
  readonly python: string;
  readonly script: string;
  readonly database: string;
  /** What the trainer gets as `AITK_JOB_ID`. */
  readonly jobId: string;
}

/**
 * `save-and-stop` ends the run right after the save it asks for, at the step it saved; `return` ends it at the end of the step
 * as `stop` does, without Windows' interrupting thread; `withdraw` takes every open order back.
 */
export type ControlOrder = 'save' | 'sample' | 'stop' | 'save-and-stop' | 'return' | 'withdraw';

/** The job's row as `diffusion_trainer` last wrote it (DiffusionTrainer.py), with the orders that are still open. */
export interface ControlRow {
  readonly status: string;
  readonly info: string;
  /** Optimiser steps done, as the trainer counts them at the end of a step. */
  readonly step: number;
  readonly speed: string;
  readonly stop: boolean;
  readonly returnToQueue: boolean;
  readonly saveNow: boolean;
  readonly sampleNow: boolean;
  readonly stopAfterSave: boolean;
}

export type ControlAnswer =
  | { readonly ok: true; readonly row: ControlRow }
  | { readonly ok: false; readonly error: string };

/** Makes the database and the row. Must happen before the trainer starts: it looks for the file once. */
export function createControl(address: ControlAddress, name: string, gpuIds: string): Promise<ControlAnswer> {
  return call(address, ['create', address.database, address.jobId, name, gpuIds]);
}

/** @testonly */
export function readControl(address: ControlAddress): Promise<ControlAnswer> {
  return call(address, ['read', address.database, address.jobId]);
}

export function giveOrder(address: ControlAddress, order: ControlOrder): Promise<ControlAnswer> {
  return call(address, ['order', address.database, address.jobId, order]);
}

/** Reads what `control.py` printed; rubbish becomes an error, never a row. */
export function parseControlAnswer(stdout: string): ControlAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return { ok: false, error: 'the control script gave no readable answer' };
  }
  if (!isObject(answer)) return { ok: false, error: 'the control script gave no readable answer' };
  if (answer.ok !== true || !isObject(answer.row)) {
    return {
      ok: false,
      error: typeof answer.error === 'string' ? answer.error : 'the control script refused',
    };
  }
  const row = answer.row;
  const step = Number(row.step);
  return {
    ok: true,
    row: {
      status: textOf(row.status),
      info: textOf(row.info),
      step: Number.isFinite(step) ? step : 0,
      speed: textOf(row.speed_string),
      stop: row.stop === 1,
      returnToQueue: row.return_to_queue === 1,
      saveNow: row.save_now === 1,
      sampleNow: row.sample_now === 1,
      stopAfterSave: row.stop_after_save === 1,
    },
  };
}

const timeoutMs = 30_000;

async function call(address: ControlAddress, args: readonly string[]): Promise<ControlAnswer> {
  // -I keeps the user's folders and PYTHON* variables out of the import path, -B writes no bytecode beside the extension.
  const result = await runProgram(address.python, ['-I', '-B', address.script, ...args], { timeoutMs });
  if (result.kind === 'exited') {
    if (result.stdout.trim() !== '') return parseControlAnswer(result.stdout);
    return {
      ok: false,
      error: result.stderr.trim().split('\n').at(-1) || `Python ended with code ${result.code}`,
    };
  }
  if (result.kind === 'missing') return { ok: false, error: `${address.python} is not there` };
  if (result.kind === 'timeout') return { ok: false, error: 'Python gave no answer in time' };
  return { ok: false, error: result.message };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
