/** Takes a lock as another window would, says whether it got it, and stays until its input ends. */
import { createProcessProbe, identify } from '../../client/src/runs/process-probe';
import { takeLock } from '../../client/src/runs/run-lock';

async function main(folder: string, name: string): Promise<void> {
  const probe = createProcessProbe();
  const me = await identify(probe, process.pid);
  if (me === undefined) throw new Error('no identity');
  process.stdout.write('ready\n');
  process.stdin.once('data', async () => {
    const attempt = await takeLock(folder, name, me, `taker ${process.pid}`, probe);
    process.stdout.write(attempt.ok ? 'taken\n' : 'busy\n');
  });
  process.stdin.on('end', () => process.exit(0));
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
