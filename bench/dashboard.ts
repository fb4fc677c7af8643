import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { CDPSession } from 'playwright-core';
import type { DashboardRun } from '../common/dashboard-page';
import { dashboardRun } from '../test/support/pages/dashboard-run';
import { launchChromium, openPage } from '../test/support/pages/page-in-browser';

/**
 * Measures the dashboard: how long a log of 200 MB takes to open and what memory that costs, how long a run of 100,000 steps
 * takes to its first paint, and what one more step costs. Times are of this machine; Node's and Chromium's versions are printed.
 */
const logMegabytes = Number(process.env.BENCH_LOG_MB ?? 200);
const steps = Number(process.env.BENCH_STEPS ?? 100_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const moreSteps = 50;

const folder = mkdtempSync(join(tmpdir(), 'qwen-lora-bench-'));
async function main(): Promise<void> {
  writeLog(join(folder, 'log.txt'));
  const opened = await measureLog();
  const page = await measurePage();
  console.log(`\nNode ${process.version}, Chromium ${page.version}, best of ${rounds}\n`);
  console.log('| | |');
  console.log('|---|---:|');
  row(`log of ${logMegabytes} MB and ${opened.steps} steps, opened (ms)`, opened.milliseconds);
  row('  of which this process had the processor (ms)', opened.processor);
  row('  read once more, unchanged (ms)', opened.again);
  row('  memory beyond the program (MiB)', opened.memory);
  row(`page of ${steps} steps, to its first paint (ms)`, page.firstPaint);
  row('  one more step, all work of the page (ms)', page.step);
}

function row(what: string, value: number): void {
  console.log(`| ${what} | ${value.toFixed(1)} |`);
}

/** A log as ai-toolkit writes it without a terminal: two paints a step, a save every 250. */
function writeLog(file: string): void {
  const total = 1_000_000;
  writeFileSync(file, `Running 1 job\n\n${'#'.repeat(45)}\n# Running job: maya\n${'#'.repeat(45)}\n\n`);
  const clock = (seconds: number) =>
    [seconds / 3600, (seconds / 60) % 60, seconds % 60]
      .map((part) => String(Math.floor(part)).padStart(2, '0'))
      .join(':');
  const scientific = (value: number) => value.toExponential(3).replace(/e([+-])(\d)$/, 'e$10$2');
  let written = 0;
  for (let step = 0; written < logMegabytes * 1e6; ) {
    let text = '';
    for (const end = step + 1000; step < end; step++) {
      const loss = scientific(0.05 + ((step * 7919) % 1000) / 3000);
      for (const done of [step, step + 1]) {
        const cells = '█'.repeat((10 * done) / total).padEnd(10);
        text += `\rmaya:  ${Math.floor((100 * done) / total)}%|${cells}| ${done}/${total} [${clock(done * 2)}<${clock((total - done) * 2)},  2.00s/it, lr: 1.0e-04 loss: ${loss}]`;
      }
      if ((step + 1) % 250 === 0) {
        const name = `/output/maya/maya_${String(step + 1).padStart(9, '0')}.safetensors`;
        text += `\nSaving at step ${step + 1}\nSaved checkpoint to ${name}\nSaved optimizer to /output/maya/optimizer.pt\n`;
      }
    }
    appendFileSync(file, text);
    written += Buffer.byteLength(text);
  }
}

interface OpenedLog {
  readonly steps: number;
  /** The rest are milliseconds, and MiB of memory. */
  readonly milliseconds: number;
  readonly processor: number;
  readonly again: number;
  readonly memory: number;
}

async function measureLog(): Promise<OpenedLog> {
  const program = join(folder, 'open-log.cjs');
  await build({
    absWorkingDir: resolve(__dirname, '..'),
    entryPoints: ['bench/open-log.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  let best: OpenedLog | undefined;
  for (let round = 0; round < rounds; round++) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const result: OpenedLog = JSON.parse(stdout);
    if (best === undefined || result.milliseconds < best.milliseconds) best = result;
  }
  if (best === undefined) throw new Error('BENCH_ROUNDS is not above 0.');
  return best;
}

async function measurePage() {
  const browser = await launchChromium();
  const paints: number[] = [];
  const more: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const { page } = await openPage(browser, 'dashboard');
      const run = dashboardRun({ marks: [], samples: { prompts: [], steps: [], images: [] } });
      paints.push(Number(await page.evaluate(firstPaint(run))));
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable');
      const before = await taskSeconds(session);
      await page.evaluate(oneByOne(run.key));
      more.push(((await taskSeconds(session)) - before) * 1000);
      await page.close();
    }
    return {
      version: browser.version(),
      firstPaint: Math.min(...paints),
      step: Math.min(...more) / moreSteps,
    };
  } finally {
    await browser.close();
  }
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

/** Source text that runs in the page: sends the run and its losses, as the extension does, and waits for the painted chart. */
function firstPaint(run: DashboardRun): string {
  return `(async () => {
    const started = performance.now();
    const column = (value) => Float64Array.from({ length: ${steps} }, (_, at) => value(at));
    const columns = { run: ${JSON.stringify(run.key)}, name: 'maya', from: 0, steps: column((at) => at + 1),
      losses: column((at) => 0.1 + ((at * 7919) % 1000) / 3000), rates: column(() => 1e-4) };
    postMessage({ kind: 'run', run: ${JSON.stringify(run)}, others: [] });
    postMessage({ kind: 'losses', columns });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (document.querySelector('.plot canvas') === null) await frame();
    await frame();
    await frame();
    return performance.now() - started;
  })()`;
}

/** One point at a time, as often as the chart draws. */
function oneByOne(key: string): string {
  return `(async () => {
    for (let at = 0; at < ${moreSteps}; at++) {
      const from = ${steps} + at;
      postMessage({ kind: 'losses', columns: { run: ${JSON.stringify(key)}, name: 'maya', from,
        steps: Float64Array.of(from + 1), losses: Float64Array.of(0.2), rates: Float64Array.of(1e-4) } });
      await new Promise((resolve) => setTimeout(resolve, 220));
    }
  })()`;
}

main()
  .finally(() => rmSync(folder, { recursive: true, force: true }))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
