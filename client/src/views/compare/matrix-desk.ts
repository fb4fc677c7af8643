import path from 'node:path';
import type { CompareRequest, MatrixView, MatrixWish } from '../../../../common/compare-page';
import type { MatrixFile } from '../../../../core/comfyui/index';
import { MatrixJob } from '../../comfyui/matrix/matrix-job';
import {
  listMatrices,
  type MatrixStore,
  nextMatrixId,
  openMatrixStore,
} from '../../comfyui/matrix/matrix-store';
import { matrixWorkflows } from '../../comfyui/matrix/matrix-workflows';
import { prepareMatrix } from '../../comfyui/matrix/prepare-matrix';
import { followComfyEvents } from '../../comfyui/server/comfy-events';
import { createComfyHttp } from '../../comfyui/server/comfy-http';
import type { Logger } from '../../logger';
import type { MatrixActions } from './compare-actions';
import { matrixView } from './matrix-view';

export interface MatrixDeskHost extends MatrixActions {
  readonly logger: Logger;
  changed(matrix: MatrixView): void;
  uriOf(file: string, version: number): string;
}

type MatrixRequest = Extract<CompareRequest, { kind: 'send' | 'matrix' | 'retry' }>;

/** Milliseconds between two looks at the server's queue. */
const pollMs = 5000;

interface Shown {
  readonly store: MatrixStore;
  matrix: MatrixFile;
  job: MatrixJob | undefined;
  problem: string | undefined;
}

/** The matrices of one run: the one that is shown, and the job that sends it. */
export class MatrixDesk {
  private readonly configPath: string;
  private shown: Shown | undefined;
  /** Changes the address of an image that may be another one under the same name. */
  private version = Date.now();

  constructor(
    private readonly jobFolder: string,
    private readonly host: MatrixDeskHost,
  ) {
    this.configPath = path.join(jobFolder, 'config.yaml');
  }

  /** @param fileOf the checkpoint of a candidate, absolute */
  async receive(request: MatrixRequest, fileOf: (candidate: string) => Promise<string>): Promise<void> {
    if (request.kind === 'send') return this.send(request.wish, await fileOf(request.wish.candidate));
    const one = await this.open(request.id);
    if (request.kind === 'retry') return this.retry(one, request.cell);
    if (request.button === 'stop') await one.job?.stop();
    if (request.button === 'resume') await this.resume(one);
    this.tell(one);
  }

  async view(): Promise<{ readonly matrices: readonly string[]; readonly matrix: MatrixView | undefined }> {
    const matrices = await listMatrices(this.jobFolder);
    const last = matrices.at(-1);
    if (this.shown === undefined && last !== undefined) await this.open(last).catch(() => undefined);
    return { matrices, matrix: this.shown && this.viewOf(this.shown) };
  }

  /** What was sent goes on at the server; its file knows it, and a resume collects it. */
  dispose(): void {
    this.shown?.job?.leave();
    this.shown = undefined;
  }

  private async send(wish: MatrixWish, checkpoint: string): Promise<void> {
    const { host, configPath } = this;
    if (this.shown?.job !== undefined) throw new Error('A matrix is being generated. Stop it first.');
    const address = host.serverAddress();
    const http = createComfyHttp(address);
    if (!(await host.passesCheck(checkpoint))) return;
    const source = { configPath, checkpoint, wish };
    const prepared = await host.whileBusy('Asking the ComfyUI server …', () => prepareMatrix(source, http));
    if ('length' in prepared) throw new Error(prepared.join(' '));
    if (!(await host.mayStart(prepared, address))) return;
    const images: Record<string, string> = {};
    for (const upload of prepared.uploads) images[upload.control] = await host.upload(upload, http);
    const store = openMatrixStore(this.jobFolder, await nextMatrixId(this.jobFolder));
    this.shown = { store, matrix: { ...prepared.matrix, images }, job: undefined, problem: undefined };
    await this.run(this.shown);
  }

  private async run(one: Shown): Promise<void> {
    if (one.job !== undefined) return;
    const workflowOf = await matrixWorkflows(this.configPath, one.matrix);
    const http = createComfyHttp(one.matrix.server);
    const job = new MatrixJob(one.matrix, {
      http,
      store: one.store,
      follow: (clientId, events) => followComfyEvents(http.address, clientId, events),
      workflowOf,
      changed: () => this.tell(one),
      pollMs,
    });
    one.job = job;
    one.problem = undefined;
    this.version = Date.now();
    job
      .run()
      .catch((error: unknown) => this.host.logger.error(`A matrix could not be sent: ${String(error)}`))
      .finally(() => {
        one.matrix = job.file;
        one.problem = job.problem;
        one.job = undefined;
        this.tell(one);
      });
    this.tell(one);
  }

  private async retry(one: Shown, cell: string): Promise<void> {
    if (one.job !== undefined) throw new Error('Stop the matrix before you generate a cell again.');
    const cells = one.matrix.cells.map((each) =>
      each.id === cell ? { ...each, promptId: undefined, result: undefined } : each,
    );
    const before = one.matrix;
    one.matrix = { ...one.matrix, cells };
    await this.resume(one);
    if (one.job === undefined) one.matrix = before;
  }

  /** A matrix file may come with a folder from elsewhere, so its address counts only where the setting names it too. */
  private async resume(one: Shown): Promise<void> {
    const address = this.host.serverAddress();
    if (address !== one.matrix.server) {
      throw new Error(
        `This matrix was sent to ${one.matrix.server}, and the setting qwenLora.comfyui.address is ${address}. Change the setting, or send a new matrix.`,
      );
    }
    const open = one.matrix.cells.filter(({ result }) => result === undefined).length;
    if (open > 0 && (await this.host.mayResume(open, one.matrix.server))) await this.run(one);
  }

  private async open(id: string): Promise<Shown> {
    if (this.shown?.store.id === id) return this.shown;
    if (this.shown?.job !== undefined) throw new Error('A matrix is being generated. Stop it first.');
    const store = openMatrixStore(this.jobFolder, id);
    const matrix = await store.read();
    if (matrix === undefined) throw new Error(`${store.folder} has no matrix that can be read.`);
    this.shown = { store, matrix, job: undefined, problem: undefined };
    return this.shown;
  }

  private viewOf({ store, matrix, job, problem }: Shown): MatrixView {
    return matrixView(store.id, job?.file ?? matrix, {
      isRunning: job !== undefined,
      problem,
      progressOf: (cell) => job?.progressOf(cell),
      uriOf: (file) => this.host.uriOf(path.join(store.folder, file), this.version),
    });
  }

  private tell(one: Shown): void {
    if (this.shown === one) this.host.changed(this.viewOf(one));
  }
}
