import type { Plan } from '../core/plan/plan';

/**
 * The messages between the extension and the page of "Check before training". Lines are zero-based lines of the config;
 * sizes of images are pixels, other sizes bytes, memory GiB, times seconds. The plan is the one of `qwen-lora plan`.
 */

export interface PlanFinding {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly code: string;
  readonly message: string;
  /** Absent for what is of the machine. */
  readonly line: number | undefined;
  /** Titles of the quick fixes, in the order in which a request names them. */
  readonly fixes: readonly string[];
}

/** What the machine answered, which is not asked again while the file changes. */
export interface MachineView {
  /** When it was asked, in milliseconds since 1970. */
  readonly checkedAt: number;
  /** ai-toolkit, Python, torch, the GPU: a line each. */
  readonly lines: readonly string[];
}

export interface PlanPageView {
  readonly path: string;
  readonly name: string;
  readonly findings: readonly PlanFinding[];
  /** Absent while the text cannot be planned. */
  readonly plan: Plan | undefined;
  /** The line of each key below the process, as `train.steps`. */
  readonly lines: Readonly<Record<string, number>>;
  readonly machine: MachineView | undefined;
}

/** Extension → page. */
export type PlanUpdate =
  | { readonly kind: 'plan'; readonly view: PlanPageView }
  | { readonly kind: 'busy'; readonly what: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Page → extension. */
export type PlanPageRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'start' }
  | { readonly kind: 'check' }
  | { readonly kind: 'go'; readonly line: number }
  /** Applies a quick fix; both are indexes in what was shown. */
  | { readonly kind: 'fix'; readonly finding: number; readonly fix: number }
  | { readonly kind: 'rule'; readonly code: string };

/** Reads what a page sent; `undefined` for anything else. */
export function readPlanPageRequest(value: unknown): PlanPageRequest | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind, line, code, finding, fix } = value as Record<string, unknown>;
  switch (kind) {
    case 'ready':
    case 'start':
    case 'check':
      return { kind };
    case 'go':
      return isIndex(line) ? { kind, line } : undefined;
    case 'fix':
      return isIndex(finding) && isIndex(fix) ? { kind, finding, fix } : undefined;
    case 'rule':
      return typeof code === 'string' && /^[a-z0-9-]{1,80}$/.test(code) ? { kind, code } : undefined;
    default:
      return undefined;
  }
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
