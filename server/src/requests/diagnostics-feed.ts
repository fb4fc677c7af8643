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
import { latestRuns, noteChange, untilQuiet } from './latest-runs';

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
  /** Settings changed: everything is to be judged again. */
  everythingChanged(): void;
}

/** Answers diagnostic requests, for clients that pull and can be told to pull again. */
export function pullFeed(connection: Connection, diagnose: Diagnose, logger: Logger): DiagnosticsFeed {
  const empty = fullReport([]);
  const refresh = () => {
    caught(connection.languages.diagnostics.refresh(), 'the client does not ask again', logger);
  };
  connection.languages.diagnostics.on(
    safeHandler('diagnostics', logger, empty, async (params, token) => {
      const { uri } = params.textDocument;
      await untilQuiet();
      if (token.isCancellationRequested) return empty;
      const items = [...(await diagnose.now(uri, token))];
      caught(
        diagnose.diskChanged(uri).then((changed) => changed && refresh()),
        'the disk could not be asked',
        logger,
      );
      return fullReport(items);
    }),
  );
  return { documentChanged: noteChange, documentClosed: nothing, everythingChanged: refresh };
}

/**
 * Sends diagnostics unasked, for clients that cannot pull: at once when nothing runs for the document, else as soon as the
 * run in flight has ended.
 */
export function pushFeed(
  connection: Connection,
  diagnose: Diagnose,
  documents: Documents,
  openUris: () => readonly string[],
  logger: Logger,
): DiagnosticsFeed {
  const send = async (uri: string): Promise<void> => {
    const version = documents.open(uri)?.version;
    if (version === undefined) return;
    const diagnostics = await diagnose.now(uri, undefined);
    // A newer version is already on its way; its answer counts.
    if (documents.open(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
    caught(
      diagnose.diskChanged(uri).then((changed) => changed && runs.request(uri)),
      'the disk could not be asked',
      logger,
    );
  };
  const runs = latestRuns((uri) => send(uri).catch((error) => logFailure(error, 'not sent', logger)));
  return {
    documentChanged(uri) {
      noteChange();
      runs.request(uri);
    },
    documentClosed(uri) {
      runs.forget(uri);
      caught(connection.sendDiagnostics({ uri, diagnostics: [] }), 'not cleared', logger);
    },
    everythingChanged() {
      for (const uri of openUris()) runs.request(uri);
    },
  };
}

function fullReport(items: Diagnostic[]): DocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, items };
}

/** Lets a promise run on its own; its failure becomes a line in the log. */
function caught(promise: Promise<unknown>, failure: string, logger: Logger): void {
  promise.catch((error) => logFailure(error, failure, logger));
}

function logFailure(error: unknown, failure: string, logger: Logger): void {
  logger.error(`diagnostics: ${failure}: ${error instanceof Error ? error.stack : String(error)}`);
}

function nothing(): void {
  // A pulling client asks by itself about everything else.
}
