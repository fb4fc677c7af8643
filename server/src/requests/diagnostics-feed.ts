import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { Logger } from '../../../core/host';
import type { Documents } from '../connection/documents';
import { safeHandler } from '../connection/safe-handler';

/** Computes a document's diagnostics; undefined when it is none of ours. */
export interface Diagnose {
  /** What the text alone tells, with the disk's answers so far. */
  now(uri: string, token: CancellationToken | undefined): Promise<readonly Diagnostic[]>;
  /** Resolves to true when the disk has since told something new about this version. */
  diskChanged(uri: string): Promise<boolean>;
}

export interface DiagnosticsFeed {
  documentChanged(uri: string): void;
  documentClosed(uri: string): void;
  /** Settings changed: everything is to be judged anew. */
  everythingChanged(): void;
}

/** Milliseconds that a pass may cost before its successor waits for a pause in typing. */
const instantCost = 8;
const longestWait = 400;

/** Answers diagnostic requests, for clients that pull and can be told to pull again. */
export function pullFeed(connection: Connection, diagnose: Diagnose, logger: Logger): DiagnosticsFeed {
  const empty = fullReport([]);
  const refresh = () => {
    caught(connection.languages.diagnostics.refresh(), 'the client does not ask again', logger);
  };
  connection.languages.diagnostics.on(
    safeHandler('diagnostics', logger, empty, async (params, token) => {
      const { uri } = params.textDocument;
      const items = [...(await diagnose.now(uri, token))];
      caught(
        diagnose.diskChanged(uri).then((changed) => changed && refresh()),
        'the disk could not be asked',
        logger,
      );
      return fullReport(items);
    }),
  );
  return { documentChanged: nothing, documentClosed: nothing, everythingChanged: refresh };
}

/**
 * Sends diagnostics unasked, for clients that cannot pull. A document that is judged within a few milliseconds is
 * answered at once; a slow one waits for a pause in typing as long as a few of its passes take.
 */
export function pushFeed(
  connection: Connection,
  diagnose: Diagnose,
  documents: Documents,
  openUris: () => readonly string[],
  logger: Logger,
): DiagnosticsFeed {
  const timers = new Map<string, NodeJS.Timeout>();
  const costs = new Map<string, number>();
  const send = async (uri: string): Promise<void> => {
    timers.delete(uri);
    const version = documents.open(uri)?.version;
    if (version === undefined) return;
    const started = performance.now();
    const diagnostics = await diagnose.now(uri, undefined);
    costs.set(uri, performance.now() - started);
    // A newer version is already on its way; its answer counts.
    if (documents.open(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
    if (await diagnose.diskChanged(uri)) await send(uri);
  };
  const schedule = (uri: string) => {
    clearTimeout(timers.get(uri));
    const cost = costs.get(uri) ?? 0;
    const wait = cost <= instantCost ? 0 : Math.min(longestWait, cost * 4);
    timers.set(
      uri,
      setTimeout(() => caught(send(uri), 'not sent', logger), wait),
    );
  };
  return {
    documentChanged: schedule,
    documentClosed(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      costs.delete(uri);
      caught(connection.sendDiagnostics({ uri, diagnostics: [] }), 'not cleared', logger);
    },
    everythingChanged: () => openUris().forEach(schedule),
  };
}

function fullReport(items: Diagnostic[]): DocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, items };
}

/** Lets a promise run on its own; its failure becomes a line in the log. */
function caught(promise: Promise<unknown>, failure: string, logger: Logger): void {
  promise.catch((error) =>
    logger.error(`diagnostics: ${failure}: ${error instanceof Error ? error.stack : String(error)}`),
  );
}

function nothing(): void {
  // A pulling client asks by itself after each change.
}
