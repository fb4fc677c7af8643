import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';

/** A handler as the connection calls it. */
export type GuardedHandler<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

/**
 * The server's error boundary: answers cancellation, and turns an exception into a log line and the handler's empty answer,
 * so that one bug costs one answer. For answers whose emptiness says nothing, such as a missing hover.
 */
export function safeHandler<P, R>(
  name: string,
  logger: Logger,
  empty: R,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
): GuardedHandler<P, R> {
  return guard(name, logger, handle, () => empty);
}

/**
 * The same for answers whose emptiness would read as "nothing is wrong": an exception becomes a failed request, and who asked
 * must not go on.
 */
export function failingHandler<P, R>(
  name: string,
  logger: Logger,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
): GuardedHandler<P, R> {
  return guard(name, logger, handle, (message) => new ResponseError(LSPErrorCodes.RequestFailed, message));
}

function guard<P, R>(
  name: string,
  logger: Logger,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
  onError: (message: string) => R | ResponseError<never>,
): GuardedHandler<P, R> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      logger.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      return onError(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
