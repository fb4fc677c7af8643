import { randomUUID } from 'node:crypto';
import {
  type ApiWorkflow,
  type CellResult,
  type KeptCell,
  type MatrixFile,
  placeInQueue,
  readHistory,
  refusals,
  type SentEvent,
  type ServerImage,
} from '../../../../core/comfyui/index';
import type { ComfyEvents, EventsHost } from '../server/comfy-events';
import type { ComfyHttp } from '../server/comfy-http';
import { readPngPixels } from '../server/png-pixels';
import type { MatrixStore } from './matrix-store';

export interface MatrixJobHost {
  readonly http: ComfyHttp;
  readonly store: MatrixStore;
  follow(clientId: string, host: EventsHost): ComfyEvents;
  workflowOf(cell: KeptCell): ApiWorkflow;
  /** The matrix or the progress of its cells changed. */
  changed(): void;
  /** Milliseconds between two looks at the server's queue, for what no event told. */
  readonly pollMs: number;
}

/** What a cell is at, besides what its file says. */
export type CellProgress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly value: number; readonly max: number };

/** Looks at the queue that found a workflow nowhere, before it counts as removed. */
const looksBeforeGone = 2;
/** Failed looks in a row before the job pauses. */
const failuresBeforePause = 3;

/** Sends the cells of a matrix that are not over, follows them, and keeps their images. */
export class MatrixJob {
  private readonly clientId = randomUUID();
  private readonly live = new Map<string, CellProgress>();
  private readonly missing = new Map<string, number>();
  private readonly collecting = new Set<string>();
  private events: ComfyEvents | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private end: (() => void) | undefined;
  private isOver = false;
  /** Why the job does not go on, in words. */
  problem: string | undefined;

  constructor(
    private matrix: MatrixFile,
    private readonly host: MatrixJobHost,
  ) {}

  get file(): MatrixFile {
    return this.matrix;
  }

  progressOf(cell: string): CellProgress | undefined {
    return this.live.get(cell);
  }

  /** Settles when every cell is over, or the job was stopped or paused; `problem` says why it was paused. */
  async run(): Promise<void> {
    await this.host.store.save(this.matrix);
    const over = new Promise<void>((resolve) => {
      this.end = resolve;
    });
    this.events = this.host.follow(this.clientId, {
      event: (event) => this.receive(event),
      connected: () => this.look(),
      lost: () => undefined,
    });
    try {
      await this.sendAll();
      this.finishIfDone();
      this.schedule();
      await over;
      // The last cells may end at once; their file is complete before the job is.
      await this.host.store.save(this.matrix);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.close();
    }
  }

  /** Takes the cells that wait out of the server's queue and interrupts the one that runs. */
  async stop(): Promise<void> {
    const open = this.matrix.cells.filter((cell) => cell.result === undefined && cell.promptId !== undefined);
    const ids = open.map(({ promptId }) => promptId);
    this.close();
    try {
      const { body } = await this.host.http.get('/queue');
      await this.host.http.post('/queue', { delete: ids });
      for (const id of ids)
        if (id !== undefined && placeInQueue(body, id) === 'running')
          await this.host.http.post('/interrupt', { prompt_id: id });
    } finally {
      for (const { id } of open) this.replace(id, { promptId: undefined });
      await this.host.store.save(this.matrix);
      this.host.changed();
    }
  }

  /** Stops following. What was sent goes on at the server, and a later job finds it. */
  leave(): void {
    this.close();
  }

  private close(): void {
    this.isOver = true;
    this.events?.close();
    clearTimeout(this.timer);
    this.live.clear();
    this.end?.();
    this.host.changed();
  }

  private async sendAll(): Promise<void> {
    for (const { id } of this.matrix.cells) {
      if (this.isOver) return;
      const cell = this.cell(id);
      if (cell === undefined || cell.result !== undefined) continue;
      if (cell.promptId !== undefined && (await this.isKnown(cell, cell.promptId))) continue;
      await this.send(cell);
    }
  }

  /** Whether a workflow that was sent earlier is still on the server; what is over there is collected. */
  private async isKnown(cell: KeptCell, promptId: string): Promise<boolean> {
    const { body } = await this.host.http.get(`/history/${promptId}`);
    const result = readHistory(body, promptId);
    if (result?.kind === 'success' || result?.kind === 'failed') {
      await this.collect(cell.id, promptId);
      return true;
    }
    const place = placeInQueue((await this.host.http.get('/queue')).body, promptId);
    if (place === undefined) return false;
    this.live.set(cell.id, { kind: 'waiting' });
    return true;
  }

  private async send(cell: KeptCell): Promise<void> {
    const { http, store } = this.host;
    const promptId = randomUUID();
    // Written down first: if the answer is lost, a resume finds the workflow by its id and does not send it twice.
    this.replace(cell.id, { promptId });
    await store.save(this.matrix);
    const { status, body } = await http.post('/prompt', {
      prompt: this.host.workflowOf(cell),
      prompt_id: promptId,
      client_id: this.clientId,
    });
    const reasons = refusals(status, body);
    if (reasons.length > 0) return this.finish(cell.id, { kind: 'failed', message: reasons.join(' ') });
    const own = typeof body === 'object' && body !== null ? Reflect.get(body, 'prompt_id') : undefined;
    // Servers before 2025 make an id of their own.
    if (typeof own === 'string' && own !== promptId && /^[0-9a-f-]{36}$/.test(own)) {
      this.replace(cell.id, { promptId: own });
      await store.save(this.matrix);
    }
    this.live.set(cell.id, { kind: 'waiting' });
    this.host.changed();
  }

  private receive(event: SentEvent): void {
    const cell = this.matrix.cells.find(({ promptId, result }) => promptId === event.id && !result);
    if (cell === undefined || this.isOver) return;
    if (event.kind === 'over') {
      this.collect(cell.id, event.id).catch((error: unknown) => this.fail(error));
      return;
    }
    const before = this.live.get(cell.id);
    if (event.kind === 'running' && before?.kind === 'running') return;
    const [value, max] = event.kind === 'progress' ? [event.value, event.max] : [0, 1];
    this.live.set(cell.id, { kind: 'running', value, max });
    this.host.changed();
  }

  private schedule(): void {
    if (this.isOver) return;
    this.timer = setTimeout(() => this.look(), this.host.pollMs);
  }

  /** Asks for what no event told: a connection may have been lost, and a deleted workflow never ends. */
  private look(): void {
    clearTimeout(this.timer);
    this.lookAtOpen()
      .then(() => {
        this.failures = 0;
      })
      .catch((error: unknown) => {
        this.failures++;
        if (this.failures >= failuresBeforePause) this.fail(error);
      })
      .finally(() => this.schedule());
  }

  private async lookAtOpen(): Promise<void> {
    const open = this.matrix.cells.filter((cell) => cell.result === undefined && this.live.has(cell.id));
    if (open.length === 0 || this.isOver) return;
    const { body: queue } = await this.host.http.get('/queue');
    for (const { id, promptId } of open) {
      if (promptId === undefined || this.isOver) continue;
      const place = placeInQueue(queue, promptId);
      if (place === 'running' && this.live.get(id)?.kind === 'waiting') {
        this.live.set(id, { kind: 'running', value: 0, max: 1 });
        this.host.changed();
      }
      if (place === undefined) await this.lookAtGone(id, promptId);
      else this.missing.delete(id);
    }
  }

  private async lookAtGone(cell: string, promptId: string): Promise<void> {
    const { body } = await this.host.http.get(`/history/${promptId}`);
    if (readHistory(body, promptId) !== undefined) return this.collect(cell, promptId);
    const looks = (this.missing.get(cell) ?? 0) + 1;
    this.missing.set(cell, looks);
    if (looks < looksBeforeGone) return;
    await this.finish(cell, {
      kind: 'failed',
      message:
        "The workflow is not in the server's queue any more. It was deleted there, or the server was restarted.",
    });
  }

  private async collect(cell: string, promptId: string): Promise<void> {
    if (this.collecting.has(promptId)) return;
    this.collecting.add(promptId);
    try {
      const { body } = await this.host.http.get(`/history/${promptId}`);
      const result = readHistory(body, promptId);
      if (result === undefined) return;
      if (result.kind === 'interrupted') {
        await this.finish(cell, { kind: 'failed', message: 'It was interrupted on the server.' });
      } else if (result.kind === 'failed') await this.finish(cell, result);
      else await this.finish(cell, await this.fetchImage(cell, result.images));
    } finally {
      this.collecting.delete(promptId);
    }
  }

  private async fetchImage(cell: string, [image]: readonly ServerImage[]): Promise<CellResult> {
    if (image === undefined)
      return { kind: 'failed', message: 'The server reports a success and has no image.' };
    const query = new URLSearchParams({ ...image });
    const data = await this.host.http.bytes(`/view?${query}`);
    const pixels = await readPngPixels(data);
    if (pixels === undefined)
      return { kind: 'failed', message: 'The server sent something that is not a complete PNG image.' };
    // Named by us: a name from the server could lead out of the folder.
    const file = `${cell}.png`;
    await this.host.store.saveImage(file, data);
    return { kind: 'done', file, pixels: pixels.digest, isBlack: pixels.isBlack };
  }

  private async finish(cell: string, result: CellResult): Promise<void> {
    this.live.delete(cell);
    this.replace(cell, { result });
    await this.host.store.save(this.matrix);
    this.host.changed();
    this.finishIfDone();
  }

  private finishIfDone(): void {
    if (this.matrix.cells.every(({ result }) => result !== undefined)) this.end?.();
  }

  private fail(error: unknown): void {
    if (this.isOver) return;
    this.problem = error instanceof Error ? error.message : String(error);
    this.close();
  }

  private cell(id: string): KeptCell | undefined {
    return this.matrix.cells.find((each) => each.id === id);
  }

  private replace(id: string, changes: Partial<Pick<KeptCell, 'promptId' | 'result'>>): void {
    const cells = this.matrix.cells.map((cell) => (cell.id === id ? { ...cell, ...changes } : cell));
    this.matrix = { ...this.matrix, cells };
  }
}
