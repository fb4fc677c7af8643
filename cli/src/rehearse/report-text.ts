import pc from 'picocolors';
import type { PlainValue, RehearsalResult } from '../../../core/rehearsal/index';

/** A rehearsal's result for people. `config` as the user named it; `colored` is for terminals. */
export function reportRehearsal(config: string, result: RehearsalResult, colored: boolean): string {
  const colors = pc.createColors(colored);
  const lines = [headline(config, result, colors)];
  if (result.trainer.version !== null) {
    const { version, torch, device } = result.trainer;
    lines.push(colors.dim(`ai-toolkit ${version}, torch ${torch ?? 'unknown'}, on ${device ?? 'unknown'}`));
  }
  for (const { phase, seconds, result: end } of result.phases) {
    lines.push(
      `  ${end === 'passed' ? colors.green('✓') : colors.red('✗')} ${phase.padEnd(12)} ${seconds.toFixed(1)} s`,
    );
  }
  const { failure } = result;
  if (failure) {
    lines.push('', failure.message, failure.remedy);
    if (failure.exception !== null) lines.push(colors.dim(`  ${failure.exception}`));
    if (failure.place !== null) lines.push(colors.dim(`  at ${failure.place}`));
  }
  for (const warning of result.warnings) lines.push(`${colors.yellow('warning')}: ${warning}`);
  if (result.changed.length > 0) {
    lines.push('', 'Changed for the rehearsal:');
    for (const { key, from, to, why } of result.changed) {
      lines.push(`  ${key}: ${shown(from)} → ${shown(to)} ${colors.dim(`(${why})`)}`);
    }
  }
  if (result.notTested.length > 0) {
    lines.push('', 'Not tested:', ...result.notTested.map((each) => `  ${each}`));
  }
  if (result.output.log !== null) lines.push('', `Log: ${result.output.log}`);
  return `${lines.join('\n')}\n`;
}

function headline(
  config: string,
  result: RehearsalResult,
  colors: ReturnType<typeof pc.createColors>,
): string {
  const seconds = `${result.seconds.toFixed(0)} s`;
  if (result.result === 'passed') {
    const { checkpoints, loraKeys } = result.output;
    return `${colors.green('The way is free')}: ${config} reached a saved LoRA (${loraKeys} tensors, ${checkpoints.length} checkpoints) and resumed from it, in ${seconds}.`;
  }
  if (result.result === 'impossible') {
    return `${colors.yellow('No rehearsal')}: ${result.impossible ?? 'the reason is not known'}`;
  }
  const { failure } = result;
  const place = failure?.line === undefined ? config : `${config}:${failure.line}`;
  const key = failure?.key === undefined ? '' : ` [${failure.key}]`;
  return `${colors.bold(place)}: ${colors.red('the rehearsal failed')} in the phase '${failure?.phase ?? 'unknown'}' after ${seconds}${key}`;
}

function shown(value: PlainValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
