import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import { openPackageFiles } from '../../../server/src/connection/package-files';
import { runCommand } from '../command';
import { type RehearseArguments, type RehearseRequest, readRehearseArguments, usage } from './arguments';
import { defaultCache } from './default-cache';
import { findPython, findToolkit } from './find-trainer';
import { impossibleResult } from './rehearsal-result';
import { reportRehearsal } from './report-text';
import { runRehearsal } from './run-rehearsal';

const exitStatus = { passed: 0, failed: 1, impossible: 2 } as const;

/** Runs `qwen-lora rehearse` and gives its exit status: 0 passed, 1 failed, 2 it could not be made. */
export function runRehearse(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'rehearse', usage, read: readRehearseArguments, run: rehearse }, args);
}

async function rehearse(request: RehearseRequest): Promise<number> {
  if (request.kind === 'clear') {
    await rm(request.cache ?? defaultCache(), { recursive: true, force: true });
    return 0;
  }
  const wanted = request.arguments;
  const result = await rehearseWith(wanted);
  const colored = pc.isColorSupported && (process.stdout.isTTY || process.env.FORCE_COLOR !== undefined);
  process.stdout.write(
    wanted.format === 'json'
      ? `${JSON.stringify(result, undefined, 2)}\n`
      : reportRehearsal(wanted.config, result, colored),
  );
  return exitStatus[result.result];
}

async function rehearseWith(wanted: RehearseArguments) {
  const config = path.resolve(wanted.config);
  const toolkit = findToolkit(wanted.toolkit, [process.cwd(), path.dirname(config)]);
  if (!existsSync(config)) return impossibleResult(`There is no file '${wanted.config}'.`, Date.now());
  if (toolkit === undefined) {
    const what =
      wanted.toolkit === undefined ? 'No ai-toolkit was found' : `'${wanted.toolkit}' is not an ai-toolkit`;
    return impossibleResult(`${what}. Name its folder, which has run.py, with --toolkit.`, Date.now());
  }
  const cancellation = watchForCancel();
  const progress = tellProgress(wanted.format);
  try {
    return await runRehearsal({
      ...wanted,
      config,
      toolkit,
      cwd: path.resolve(wanted.cwd ?? toolkit),
      python: wanted.python ?? findPython(toolkit),
      program: openPackageFiles().rehearsalProgram,
      cache: path.resolve(wanted.cache ?? defaultCache()),
      timeout: wanted.timeout * 1000,
      canceled: cancellation.signal,
      onPhase: progress.enter,
    });
  } finally {
    progress.end();
    cancellation.end();
  }
}

/** Ctrl-C, the end of a terminal, and an editor that asks for it or goes away. */
function watchForCancel(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, cancel);
  process.on('disconnect', cancel);
  const onMessage = (message: unknown): void => {
    if (message === 'cancel') cancel();
  };
  process.on('message', onMessage);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of signals) process.off(signal, cancel);
      process.off('disconnect', cancel);
      process.off('message', onMessage);
    },
  };
}

/** Phases to the editor that started us, and to a terminal. */
function tellProgress(format: 'text' | 'json'): { enter: (phase: string) => void; end: () => void } {
  const toTerminal = format === 'text' && process.stderr.isTTY;
  const began = Date.now();
  let current = '';
  const paint = (): void => {
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stderr.write(`\r\u001B[K${current} ${seconds} s`);
  };
  const timer = toTerminal ? setInterval(paint, 1_000) : undefined;
  return {
    enter: (phase) => {
      current = phase;
      process.send?.({ phase });
      if (toTerminal) paint();
    },
    end: () => {
      clearInterval(timer);
      if (toTerminal) process.stderr.write('\r\u001B[K');
    },
  };
}
