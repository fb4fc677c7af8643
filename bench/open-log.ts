import path from 'node:path';
import { openRunWatch } from '../client/src/runs/watch/run-watch';

/** Opens the run in the folder that is named, as the dashboard does, and prints what that took. Bundled by `dashboard.mjs`. */
async function main(folder: string): Promise<void> {
  const place = {
    folder,
    name: undefined,
    logPath: path.join(folder, 'log.txt'),
    consolePath: undefined,
    record: undefined,
  };
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const cpu = process.cpuUsage();
  const watch = openRunWatch(place);
  await watch.refresh();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const again = performance.now();
  await watch.refresh();
  console.log(
    JSON.stringify({
      steps: watch.curve.count,
      milliseconds,
      processor: (user + system) / 1000,
      again: performance.now() - again,
      memory: (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20,
    }),
  );
}

void main(process.argv[2] ?? '');
