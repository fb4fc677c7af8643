import { type RunEnd, withRunEnd } from '../../../core/runs/index';
import { type ProgramResult, runProgram } from '../launch/run-program';
import type { Logger } from '../logger';

/** What the user wants to happen at the end of a run besides the message. */
export interface EndHooks {
  /** A program and its arguments; empty for none. */
  readonly command: readonly string[];
  /** An address that gets the end as JSON; empty for none. */
  readonly webhook: string;
}

export interface EndHooksHost {
  readonly logger: Logger;
  readonly isTrusted: () => boolean;
  /** Tells that a hook of the user's own failed. */
  readonly failed: (message: string) => void;
  /** @testonly */
  readonly run?: typeof runProgram;
  /** @testonly */
  readonly fetch?: typeof fetch;
}

const commandLimitMs = 60_000;
const webhookLimitMs = 10_000;

/** Runs the command and asks the address, side by side; nothing in an untrusted workspace. Never throws. */
export async function runEndHooks(end: RunEnd, hooks: EndHooks, host: EndHooksHost): Promise<void> {
  if (!host.isTrusted()) return;
  await Promise.all([runCommand(end, hooks, host), askWebhook(end, hooks, host)]);
}

async function runCommand(end: RunEnd, { command }: EndHooks, host: EndHooksHost): Promise<void> {
  const [program, ...args] = command;
  if (program === undefined || program === '') return;
  const result = await (host.run ?? runProgram)(program, withRunEnd(args, end), {
    timeoutMs: commandLimitMs,
    env: { QWEN_LORA_END: JSON.stringify(end) },
  });
  const problem = problemOf(result);
  host.logger.info(`The command at the end of '${end.job}' ${problem ?? 'ended well'}.`);
  if (problem !== undefined) host.failed(`The command of qwenLora.onEnd.command ${problem}.`);
}

function problemOf(result: ProgramResult): string | undefined {
  switch (result.kind) {
    case 'exited':
      return result.code === 0 ? undefined : `ended with exit code ${result.code}`;
    case 'missing':
      return 'was not found';
    case 'timeout':
      return `did not end within ${commandLimitMs / 1000} s and was ended`;
    case 'failed':
      return `failed: ${result.message}`;
  }
}

async function askWebhook(end: RunEnd, { webhook }: EndHooks, host: EndHooksHost): Promise<void> {
  if (webhook === '') return;
  const failed = (why: string) => {
    host.logger.warn(`The webhook at the end of '${end.job}' failed: ${why}.`);
    host.failed(`The end could not be reported to the address of qwenLora.onEnd.webhook: ${why}.`);
  };
  try {
    const response = await (host.fetch ?? fetch)(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(end),
      signal: AbortSignal.timeout(webhookLimitMs),
    });
    if (response.ok) host.logger.info(`The webhook received the end of '${end.job}'.`);
    else failed(`it answered ${response.status}`);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
}
