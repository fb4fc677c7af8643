/** The last exception of a log's end. */
export interface SeenException {
  /** `ValueError: Unknown optimizer type adamww`, without further lines. */
  readonly text: string;
  /** Files of the frames, outermost first. */
  readonly files: readonly string[];
  /** The innermost frame in ai-toolkit: `toolkit/optimizer.py:110 get_optimizer`. */
  readonly place: string | undefined;
}

/** Reads the last traceback of some lines of a log. `toolkit` is the folder whose frames are ai-toolkit's. */
export function readException(log: string, toolkit: string): SeenException | undefined {
  const start = log.lastIndexOf('Traceback (most recent call last)');
  if (start < 0) return undefined;
  const lines = log.slice(start).split(/[\r\n]+/);
  const frames = lines.flatMap((line) => {
    const found = /^\s*File "([^"]+)", line (\d+), in (.+)$/.exec(line);
    return found?.[1] === undefined ? [] : [{ file: found[1], line: found[2] ?? '', name: found[3] ?? '' }];
  });
  const text = lines.find((line) =>
    /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Iteration)\b(?::|$)/.test(line),
  );
  const root = toolkit.replace(/[\\/]$/, '');
  const own = frames.findLast(
    ({ file }) => file.startsWith(root) && !/[\\/](?:site-packages|\.?venv)[\\/]/.test(file),
  );
  const place = own && `${own.file.slice(root.length + 1).replaceAll('\\', '/')}:${own.line} ${own.name}`;
  return {
    text: (text ?? lines.findLast((line) => line.trim() !== '') ?? '').slice(0, 600),
    files: frames.map(({ file }) => file),
    place,
  };
}
