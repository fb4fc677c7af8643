import type { LossPoint } from './log/state';

/**
 * Prints the losses of a `loss_log.db` as JSON, one `[step, loss, learning rate]` a line, at most argv[3] of the newest steps above
 * argv[2]. It runs in the toolkit's Python, whose sqlite3 reads the write-ahead log in which all rows of a running job are.
 * `immutable` is the second try, for a folder that cannot be written: it sees only what is in the file itself.
 */
export const lossLogScript = `
import json, sqlite3, sys, urllib.parse
path, since, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
query = """SELECT s.step, l.value_real, l.value_text, r.value_real FROM steps s
LEFT JOIN metrics l ON l.step = s.step AND l.key = 'loss/loss'
LEFT JOIN metrics r ON r.step = s.step AND r.key = 'learning_rate'
WHERE s.step > ? ORDER BY s.step DESC LIMIT ?"""
def read(mode):
    base = "file:" + urllib.parse.quote(path.replace("\\\\", "/"))
    with sqlite3.connect(base + mode, uri=True, timeout=2) as connection:
        return connection.execute(query, (since, limit)).fetchall()
try:
    rows = read("?mode=ro")
except sqlite3.OperationalError:
    rows = read("?mode=ro&immutable=1")
for step, real, text, rate in reversed(rows):
    print(json.dumps([step, real if real is not None else text, rate]))
`;

/**
 * Reads what the script printed. Steps in the database count from 0, here from 1; a loss that was not a number is NULL there
 * and NaN here. Lines that are something else are skipped.
 */
export function parseLossLog(output: string): readonly LossPoint[] {
  const points: LossPoint[] = [];
  for (const line of output.split('\n')) {
    const row = rowOf(line);
    if (row === undefined) continue;
    const [step, loss, rate] = row;
    if (typeof step !== 'number') continue;
    points.push({
      step: step + 1,
      loss: typeof loss === 'number' ? loss : Number.NaN,
      learningRate: typeof rate === 'number' ? rate : undefined,
    });
  }
  return points;
}

function rowOf(line: string): readonly unknown[] | undefined {
  if (!line.startsWith('[')) return undefined;
  try {
    const row: unknown = JSON.parse(line);
    return Array.isArray(row) ? row : undefined;
  } catch {
    // Python may print a warning that begins like a row.
    return undefined;
  }
}
