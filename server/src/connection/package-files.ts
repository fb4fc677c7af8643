import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigSchema } from '../../../core/language-service';

/** Files that ship beside the bundles. */
export interface PackageFiles {
  readonly schema: ConfigSchema;
  readonly version: string;
  /** `file:` uri of a code's docs page. */
  docsPageUri(code: string): string;
  /** The bundle that reads ai-toolkit's sources in a thread of its own. */
  readonly toolkitWorker: string;
  /** The bundle that reads the disk in a thread of its own. */
  readonly diskWorker: string;
  /** The Python program that rehearses a training. */
  readonly rehearsalProgram: string;
}

/**
 * Reads what ships with the package. The bundles lie in `dist/`, the sources two folders deeper, so the package's root is
 * looked for upwards. Throws when the package is incomplete.
 */
export function openPackageFiles(from: string = __dirname): PackageFiles {
  const root = packageRoot(from);
  const schema: ConfigSchema = JSON.parse(readFileSync(path.join(root, schemaPath), 'utf8'));
  const manifest: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const pages = pathToFileURL(path.join(root, 'docs', 'rules')).href;
  return {
    schema,
    version: manifest.version,
    docsPageUri: (code) => `${pages}/${code}.md`,
    toolkitWorker: path.join(root, 'dist', 'toolkit-worker.js'),
    diskWorker: path.join(root, 'dist', 'disk-worker.js'),
    rehearsalProgram: path.join(root, 'cli', 'rehearsal', 'rehearse.py'),
  };
}

const schemaPath = path.join('schemas', 'ai-toolkit.schema.json');

function packageRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, schemaPath))) return folder;
    if (folder === path.dirname(folder)) {
      throw new Error(
        `The package is incomplete: no ${schemaPath} above ${from}. Install the extension again.`,
      );
    }
  }
}
