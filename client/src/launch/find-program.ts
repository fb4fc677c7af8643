import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

export interface FindProgramOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a file is there and may be run. */
  readonly isExecutable?: (path: string) => Promise<boolean>;
  /** Folders to look in after those of PATH. */
  readonly alsoIn?: readonly string[];
}

/**
 * The absolute path of a program on PATH. Searching ourselves keeps the current folder out of it, which Windows would
 * search first; relative and empty entries of PATH are passed over for the same reason.
 */
export async function findProgram(name: string, options: FindProgramOptions): Promise<string | undefined> {
  const windows = options.platform === 'win32';
  const path = windows ? win32 : posix;
  const isExecutable = options.isExecutable ?? isExecutableFile;
  const folders = (pathVariable(options.env, windows) ?? '')
    .split(windows ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder));
  for (const folder of [...folders, ...(options.alsoIn ?? [])]) {
    // Only a real program can be started without a shell, so `.bat` and `.cmd` are not candidates.
    const candidate = path.join(folder, windows ? `${name}.exe` : name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function pathVariable(
  env: Readonly<Record<string, string | undefined>>,
  windows: boolean,
): string | undefined {
  if (!windows) return env.PATH;
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH');
  return key === undefined ? undefined : env[key];
}

async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Not there or not ours to run; both mean that the search goes on.
    return false;
  }
}
