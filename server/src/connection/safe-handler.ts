import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Logger } from '../../../core/host';

/**
 * The server's one error boundary: answers cancellation, and turns an exception into a log line and the handler's empty
 * answer, so that one bug costs one answer.
 */
export function safeHandler<P, R>(
  name: string,
  logger: Logger,
  empty: R,
  handle: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<never>> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      logger.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      return empty;
    }
  };
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
