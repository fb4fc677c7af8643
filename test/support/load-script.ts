import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from './find-in-text';

/** Loads a module of `scripts/`, which are JavaScript; `T` says what a test expects of it. */
export async function loadScript<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(path.join(repositoryRoot, 'scripts', name)).href)) as T;
}
