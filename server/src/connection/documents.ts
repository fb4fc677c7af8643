import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigFormat, LanguageService, ParsedConfig } from '../../../core/language-service';
import { readRegularText } from '../disk/regular-file';

/** Parsed documents, one parse per uri and version. */
export interface Documents {
  /** The open document at its present version; undefined when it is not open. */
  open(uri: string): ParsedConfig | undefined;
  /** The open document, else the file on disk; undefined when it cannot be read. */
  openOrOnDisk(uri: string): Promise<ParsedConfig | undefined>;
  forget(uri: string): void;
}

/** Bytes; no config comes near. */
const longestFile = 64 * 1024 * 1024;

/** Keeps the last parse of each open document, and the last one of which parts can be kept in the next. */
export function cacheDocuments(
  service: LanguageService,
  find: (uri: string) => TextDocument | undefined,
): Documents {
  const parsed = new Map<string, ParsedConfig>();
  const separable = new Map<string, ParsedConfig>();
  const open = (uri: string): ParsedConfig | undefined => {
    const document = find(uri);
    if (!document) return undefined;
    const known = parsed.get(uri);
    if (known?.version === document.version) return known;
    const fresh = service.parse(
      uri,
      document.version,
      document.getText(),
      formatOf(uri, document.languageId),
      separable.get(uri),
    );
    parsed.set(uri, fresh);
    if (fresh.config.document.isSeparable) separable.set(uri, fresh);
    return fresh;
  };
  return {
    open,
    async openOrOnDisk(uri) {
      const known = open(uri);
      if (known || !uri.startsWith('file:')) return known;
      try {
        return service.parse(
          uri,
          0,
          await readRegularText(fileURLToPath(uri), longestFile),
          formatOf(uri, ''),
        );
      } catch {
        // The file may be gone or unreadable; whoever asked says so in its own words.
        return undefined;
      }
    },
    forget(uri) {
      parsed.delete(uri);
      separable.delete(uri);
    },
  };
}

/** ai-toolkit chooses the reader by the file's extension (toolkit/config.py:103); an unsaved text by its language. */
function formatOf(uri: string, languageId: string): ConfigFormat {
  if (/\.jsonc?$/i.test(uri)) return 'json';
  if (/\.ya?ml$/i.test(uri)) return 'yaml';
  return languageId.startsWith('json') ? 'json' : 'yaml';
}
