import { chainOf, type RaisedException } from './log/exceptions';
import type { RunLogState } from './log/state';
import { forStrangers } from './redact';
import type { RunExit } from './run-exit';
import type { Failure } from './run-failure';
import { phaseOf } from './run-result';

const mostFrames = 12;
const longestReport = 8000;

/**
 * A report to paste where one asks for help: phase, exit, exceptions with their places, the last lines. Tokens, keys, passwords
 * and the names of home folders are removed; the config's dump is never part of it.
 */
export function failureReport(log: RunLogState, exit: RunExit | undefined, failure: Failure): string {
  const { progress, config } = log;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['reason', failure.reason],
    ['phase', phaseOf(log)],
    ['step', progress === undefined ? undefined : `${progress.step} of ${progress.total ?? '?'}`],
    ['resumed at', log.resumedStep],
    ['exit', exit?.signal ?? exit?.code],
    ['model', config?.model],
    ['arch', config?.arch],
    ['optimizer', config?.optimizer],
    ['rank', config?.rank],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const chain = chainOf(log.exceptions, log.error);
  const report = [
    ...lines,
    ...(log.error === undefined ? [] : ['', `Error running job: ${log.error}`]),
    ...chain.flatMap(exceptionLines),
    ...(chain.length > 0 ? [] : ['', ...log.tail.slice(-20)]),
  ].join('\n');
  return `${forStrangers(report).slice(0, longestReport)}\n`;
}

function exceptionLines({ type, message, frames, follows }: RaisedException): string[] {
  const places = frames.slice(-mostFrames).map(({ file, line, name }) => `  ${file}:${line} ${name}`);
  return ['', `${type}: ${message}`, ...places, ...(follows === undefined ? [] : ['which followed from'])];
}
