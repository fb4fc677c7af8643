import type { Connection } from 'vscode-languageserver';
import {
  type CheckConfigParams,
  type CheckConfigResult,
  checkConfigRequest,
  type FindConfigsParams,
  type FindConfigsResult,
  findConfigsRequest,
  type SetValuesParams,
  type SetValuesResult,
  setValuesRequest,
} from '../../../common/protocol';
import type { Logger } from '../../../core/host';
import type { DiagnosticOptions, LanguageService, ParsedConfig } from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import { safeHandler } from '../connection/safe-handler';

interface LaunchDependencies {
  readonly service: LanguageService;
  readonly documents: Documents;
  isOurs(parsed: ParsedConfig): Promise<boolean>;
  optionsFor(uri: string): Promise<DiagnosticOptions>;
}

/** Answers what a launch asks: is this a config, what is wrong with it, and what does it say. */
export function answerLaunchRequests(
  connection: Connection,
  needs: LaunchDependencies,
  logger: Logger,
): void {
  const nothing: CheckConfigResult = { isConfig: false, problems: [], job: undefined };
  connection.onRequest(
    checkConfigRequest,
    safeHandler(checkConfigRequest, logger, nothing, async ({ uri }: CheckConfigParams) => {
      const parsed = await needs.documents.openOrOnDisk(uri);
      if (!parsed || !(await needs.isOurs(parsed))) return nothing;
      const options = await needs.optionsFor(uri);
      const problems = needs.service.diagnose(parsed, { ...options, syntaxErrors: true });
      return {
        isConfig: true,
        problems: problems.map(({ diagnostic, severity }) => ({
          code: String(diagnostic.code),
          severity,
          message: diagnostic.message,
          range: diagnostic.range,
        })),
        job: needs.service.jobSummary(parsed),
      };
    }),
  );
  const unchanged: SetValuesResult = { edits: [] };
  connection.onRequest(
    setValuesRequest,
    safeHandler(setValuesRequest, logger, unchanged, async ({ uri, values }: SetValuesParams) => {
      const parsed = await needs.documents.openOrOnDisk(uri);
      if (!parsed || !(await needs.isOurs(parsed))) return unchanged;
      return { edits: needs.service.setValues(parsed, values) };
    }),
  );
  const none: FindConfigsResult = { configs: [] };
  connection.onRequest(
    findConfigsRequest,
    safeHandler(findConfigsRequest, logger, none, async ({ uris }: FindConfigsParams, token) => {
      const configs: { uri: string; name: string | undefined }[] = [];
      for (const uri of uris) {
        if (token.isCancellationRequested) break;
        const parsed = await needs.documents.openOrOnDisk(uri);
        if (parsed && (await needs.isOurs(parsed))) {
          configs.push({ uri, name: needs.service.jobSummary(parsed)?.name });
        }
      }
      return { configs };
    }),
  );
}
