import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunState, runStateJson } from '../../../core/runs/index';
import { messageOf, runCommand, unusable } from '../command';
import { type OpenedRun, openRun } from '../runs/open-run';
import { rawTerminal } from '../safe-output';
import { readWatchArguments, usage, type WatchArguments } from './arguments';
import { createChangeLines } from './change-lines';
import type { RunView } from './run-view';
import { createScreen } from './screen';
import { stateLines } from './state-lines';

/** How often the log is looked at, in milliseconds. */
const lookMs = 1000;

/** Runs `qwen-lora watch` and gives its exit status. */
export function runWatch(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'watch', usage, read: readWatchArguments, run: watch }, args);
}

async function watch(wanted: WatchArguments): Promise<number> {
  try {
    if (wanted.log !== undefined) await stat(wanted.log);
    const run = await openRun(wanted);
    if (run.logFile === undefined && !(await isFolder(wanted.folder))) {
      return unusable('watch', `${wanted.folder}: there is no such folder, and no log is named.`);
    }
    const state = wanted.once ? await run.refresh() : await follow(run, wanted);
    if (wanted.once) process.stdout.write(onceText(state, wanted.json));
    return state.result === 'failed' ? 1 : 0;
  } catch (error) {
    return unusable('watch', messageOf(error));
  }
}

function onceText(state: RunState, json: boolean): string {
  return json
    ? `${JSON.stringify(runStateJson(state), null, 2)}\n`
    : `${stateLines(state, 100).join('\n')}\n`;
}

/** Shows the run until it ends or the user interrupts. */
async function follow(run: OpenedRun, { json, exit }: WatchArguments): Promise<RunState> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  const view = json ? jsonLines() : process.stdout.isTTY ? createScreen(rawTerminal) : plainLines();
  try {
    for (;;) {
      const state = await run.refresh();
      view.show(state, Date.now() - run.lastChange);
      if (state.result !== 'running' || exit !== undefined || stop.signal.aborted) return state;
      await delay(lookMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    view.close();
    process.removeListener('SIGINT', interrupt);
  }
}

function jsonLines(): RunView {
  let last = '';
  return {
    show(state) {
      const line = JSON.stringify(runStateJson(state));
      if (line !== last) process.stdout.write(`${line}\n`);
      last = line;
    },
    close: nothing,
  };
}

function plainLines(): RunView {
  const changes = createChangeLines();
  return {
    show(state) {
      for (const line of changes(state)) process.stdout.write(`${line}\n`);
    },
    close: nothing,
  };
}

function nothing(): void {
  // Lines need no end.
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
