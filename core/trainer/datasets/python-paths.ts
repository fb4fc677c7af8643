/** Python's `os.path` functions, for POSIX or for Windows paths. They keep what the config writes: nothing is normalized. */
export interface PythonPaths {
  /** `os.path.join(folder, name)` for a name without separators. */
  join(folder: string, name: string): string;
  /** `os.path.dirname`. */
  dirname(path: string): string;
  /** `os.path.basename`. */
  basename(path: string): string;
  /** `os.path.splitext(path)[0]`. */
  withoutExtension(path: string): string;
}

/** The functions for the platform that ai-toolkit runs on. */
export function pythonPaths(windows: boolean): PythonPaths {
  const separator = windows ? '\\' : '/';
  const lastSeparator = (path: string): number =>
    windows
      ? Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), path.lastIndexOf(':'))
      : path.lastIndexOf('/');
  const basename = (path: string) => path.slice(lastSeparator(path) + 1);
  return {
    join(folder, name) {
      if (folder === '') return name;
      const last = folder.at(-1);
      const ends = last === '/' || (windows && (last === '\\' || last === ':'));
      return ends ? `${folder}${name}` : `${folder}${separator}${name}`;
    },
    dirname(path) {
      const head = path.slice(0, lastSeparator(path) + 1);
      const trimmed = head.replace(windows ? /[\\/]+$/ : /\/+$/, '');
      return trimmed === '' ? head : trimmed;
    },
    basename,
    withoutExtension(path) {
      const name = basename(path);
      const dot = name.lastIndexOf('.');
      // Dots at the start of a name do not begin an extension.
      const onlyDots = /^\.*/.exec(name)?.[0].length ?? 0;
      return dot >= onlyDots && dot >= 0 ? path.slice(0, path.length - (name.length - dot)) : path;
    },
  };
}
