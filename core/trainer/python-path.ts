/** Joins a folder and a name as Python's `os.path.join` does for a relative name. */
export function joinAsPython(folder: string, name: string, windows: boolean): string {
  const ends = windows ? /[\\/:]$/ : /\/$/;
  return folder === '' || ends.test(folder) ? folder + name : folder + (windows ? '\\' : '/') + name;
}

/** Splits a path into folder and last part as Python's `os.path.split` does; the folder keeps only a root's separator. */
export function splitAsPython(path: string, windows: boolean): readonly [folder: string, name: string] {
  const end = Math.max(path.lastIndexOf('/'), windows ? path.lastIndexOf('\\') : -1) + 1;
  const drive = windows && end === 0 ? (/^[A-Za-z]:/.exec(path)?.[0].length ?? 0) : end;
  const folder = path.slice(0, drive);
  const trimmed = folder.replace(windows ? /[\\/]+$/ : /\/+$/, '');
  // A root stays what it is: '/' is not the empty folder, and 'C:\' is not 'C:'.
  const isRoot = trimmed === '' || (windows && /^[A-Za-z]:$/.test(trimmed));
  return [isRoot ? folder : trimmed, path.slice(drive)];
}
