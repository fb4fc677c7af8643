import type { RehearsalResult } from '../../../core/rehearsal/index';
import { phaseInWords } from '../../../core/runs/index';

export type RehearsalAction = 'start' | 'showLine' | 'showLog' | 'showChanges';

export interface RehearsalMessage {
  readonly level: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly action: RehearsalAction }[];
}

const start = { label: 'Start Qwen training', action: 'start' } as const;
const changes = { label: 'Show changed config', action: 'showChanges' } as const;
const log = { label: 'Show log', action: 'showLog' } as const;

/** A rehearsal's result as one notification. A pass promises no successful training. */
export function rehearsalMessage(jobName: string, result: RehearsalResult): RehearsalMessage {
  const seconds = `${Math.round(result.seconds)} s`;
  if (result.result === 'passed') {
    const warnings = result.warnings.length === 0 ? '' : ` ${result.warnings.join(' ')}`;
    const text = `The way is free: ${jobName} reached a saved LoRA and resumed from it in the rehearsal (${seconds}). Memory, speed, quality and the download were not tested.${warnings}`;
    return { level: 'information', text, actions: [start, changes] };
  }
  const { failure } = result;
  if (result.result === 'impossible' || !failure) {
    const why = result.impossible ?? 'the reason is not known.';
    return { level: 'warning', text: `${jobName} was not rehearsed: ${why}`, actions: [] };
  }
  const line = failure.line === undefined ? [] : [{ label: 'Show line', action: 'showLine' } as const];
  const text = [
    `The rehearsal of ${jobName} failed (${phaseWords(failure.phase)}): ${failure.message}`,
    failure.remedy,
  ];
  return { level: 'error', text: text.join(' ').trim(), actions: [...line, log, changes] };
}

/** The progress line while a rehearsal runs. */
export function progressText(phase: string, seconds: number): string {
  return `${phaseWords(phase)}, ${seconds} s`;
}

/** The phases that only a rehearsal has. */
const ownPhases: Readonly<Record<string, string>> = {
  preparing: 'importing ai-toolkit',
  resuming: 'second start',
};

function phaseWords(phase: string): string {
  return ownPhases[phase] ?? phaseInWords(phase);
}
