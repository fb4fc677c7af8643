import pc from 'picocolors';
import type { Problem } from '../../../../client/src/launch/run-preflight';
import type { LaunchAction, LaunchFact } from '../../../../core/launch/index';

/** What the check before training found for one config. */
export interface DeepReport {
  readonly path: string;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly (Problem & { readonly severity: 'error' | 'warning' | 'information' })[];
  /** What is well, each with its value. */
  readonly facts: readonly LaunchFact[];
  /** Checks that gave no answer. */
  readonly unanswered: readonly string[];
  readonly seconds: number;
  /** `file:` uri of a code's page. */
  page(code: string): string;
}

/** The report for people: what is wrong, what is well, and a last line that counts. */
export function deepText(reports: readonly DeepReport[], colored: boolean): string {
  const colors = pc.createColors(colored);
  const paint = { error: colors.red, warning: colors.yellow, information: colors.cyan };
  return reports
    .map(({ path, findings, facts, unanswered, errors, warnings, seconds }) => {
      const wrong = findings.flatMap(({ severity, code, message, inConfig, action }) => {
        const start = inConfig?.range.start;
        const place = start === undefined ? path : `${path}:${start.line + 1}:${start.character + 1}`;
        const todo = action === undefined ? [] : [`    ${actionText(action)}`];
        return [
          `${colors.bold(place)}: ${paint[severity](severity)}: ${message} ${colors.dim(`[${code}]`)}`,
          ...todo,
        ];
      });
      const width = Math.max(...facts.map(({ subject }) => subject.length), 0);
      const well = facts.map(
        ({ subject, value }) => `${colors.green('ok')}  ${subject.padEnd(width)}  ${value}`,
      );
      const silent = unanswered.map((check) => `${colors.yellow('??')}  ${check}: not checked, no answer`);
      const verdict = errors > 0 ? 'not ready' : 'ready';
      const counts = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
      return `${[...wrong, ...well, ...silent, `${path}: ${verdict}, ${counts}. Checked in ${seconds.toFixed(1)} s.`].join('\n')}\n`;
    })
    .join('\n');
}

/** The report for programs. Lines and columns count from one. */
export function deepJson(reports: readonly DeepReport[]): string {
  const objects = reports.map(({ path, errors, warnings, findings, facts, unanswered, seconds, page }) => ({
    path,
    ready: errors === 0,
    errors,
    warnings,
    findings: findings.map(({ severity, code, message, inConfig, action }) => ({
      severity,
      code,
      message,
      ...(inConfig === undefined
        ? {}
        : { line: inConfig.range.start.line + 1, column: inConfig.range.start.character + 1 }),
      page: page(code),
      ...(action === undefined ? {} : { action }),
    })),
    facts,
    unanswered,
    seconds: Math.round(seconds * 100) / 100,
  }));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** What the editor's button does, for a terminal. */
function actionText(action: LaunchAction): string {
  switch (action.kind) {
    case 'copy-command':
      return action.command;
    case 'set-up-toolkit':
      return 'Install ai-toolkit again, or use "Set up ai-toolkit" in the editor.';
    case 'open-setting':
      return action.setting === 'qwenLora.pythonPath'
        ? 'Here: --python PATH'
        : action.setting === 'qwenLora.gpu.required'
          ? 'Here: --no-gpu'
          : `In the editor: ${action.setting}`;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
