import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ToolkitKeys } from '../../../core/language-service';
import type { LintArguments } from './arguments';
import { Checker, type Complain, type Outcome } from './check-inputs';
import type { InputName } from './inputs';

/** Files that one thread checks before a second one is worth its start. */
const filesPerThread = 60;
/** Files that a thread is handed at one time. */
const batchSize = 16;

/** What a thread is started with. Functions cannot be handed over, so an ai-toolkit checkout keeps the work in this thread. */
interface ThreadWork {
  readonly kind: 'qwen-lora check';
  readonly wanted: LintArguments;
}

type Answer = { readonly at: number; readonly outcomes: readonly Outcome[] } | { readonly complaint: string };

/** Checks every input, in threads where that is faster. The outcomes come in the order of the inputs. */
export async function runJobs(
  names: readonly InputName[],
  wanted: LintArguments,
  toolkit: ToolkitKeys | undefined,
  complain: Complain,
): Promise<readonly Outcome[]> {
  const useful = Math.min(availableParallelism(), Math.floor(names.length / filesPerThread));
  const threads = Math.min(wanted.jobs ?? useful, names.length);
  const entry = process.argv[1];
  const readsInput = names.some(({ path }) => path === '-');
  if (threads < 2 || toolkit || readsInput || !entry?.endsWith('js')) {
    const checker = new Checker(wanted, toolkit, complain);
    const outcomes: Outcome[] = [];
    for (const name of names) outcomes.push(await checker.check(name));
    return outcomes;
  }
  return inThreads(names, { kind: 'qwen-lora check', wanted }, threads, entry, complain);
}

async function inThreads(
  names: readonly InputName[],
  work: ThreadWork,
  threads: number,
  entry: string,
  complain: Complain,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const runOne = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(entry, { workerData: work });
      const hand = () => {
        if (next >= names.length) {
          worker.postMessage(undefined);
          return;
        }
        worker.postMessage({ at: next, names: names.slice(next, next + batchSize) });
        next += batchSize;
      };
      worker.on('message', (answer: Answer) => {
        if ('complaint' in answer) complain(answer.complaint);
        else {
          for (const [index, outcome] of answer.outcomes.entries()) outcomes[answer.at + index] = outcome;
          hand();
        }
      });
      worker.once('error', reject);
      worker.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`)),
      );
      hand();
    });
  await Promise.all(Array.from({ length: threads }, runOne));
  return outcomes;
}

/** Does a thread's part when this program was started as one; answers whether it was. */
export function runAsThread(): boolean {
  const work: ThreadWork | undefined = workerData;
  if (isMainThread || work?.kind !== 'qwen-lora check' || !parentPort) return false;
  const port = parentPort;
  const checker = new Checker(work.wanted, undefined, (complaint) => port.postMessage({ complaint }));
  port.on('message', (batch: { readonly at: number; readonly names: readonly InputName[] } | undefined) => {
    if (batch === undefined) {
      port.close();
      return;
    }
    checkBatch(checker, batch.names).then(
      (outcomes) => port.postMessage({ at: batch.at, outcomes }),
      (error) => {
        throw error;
      },
    );
  });
  return true;
}

async function checkBatch(checker: Checker, names: readonly InputName[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of names) outcomes.push(await checker.check(name));
  return outcomes;
}
