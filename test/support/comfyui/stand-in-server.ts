import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiWorkflow } from '../../../core/comfyui/workflow/to-api';
import { type Lists, objectInfo, usualLists } from './object-info';
import { pngImage } from './png-image';

/** A workflow that the stand-in was sent. */
export interface SentWorkflow {
  readonly id: string;
  readonly graph: ApiWorkflow;
}

/** What becomes of a workflow. */
export type Outcome =
  | { readonly kind: 'success'; readonly image?: Buffer; readonly images?: readonly unknown[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'interrupted' };

export interface StandInOptions {
  readonly lists?: Lists;
  /** Nodes that the server does not have. */
  readonly without?: readonly string[];
  /** `__metadata__` of the listed LoRAs, by name. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly outcome?: (graph: ApiWorkflow, position: number) => Outcome;
  /** Workflows wait in the queue until `advance` is called. */
  readonly holds?: boolean;
  /** Answers before the stand-in does, as a server that lies or is something else. */
  readonly intercept?: (method: string, path: string, response: ServerResponse) => boolean;
}

/**
 * A server that answers as the recorded ComfyUI 0.3.64 did: `/object_info`, `/prompt`, `/queue`, `/interrupt`, `/history`,
 * `/view`, `/view_metadata`, `/upload/image` and the events of `/ws`.
 */
export class StandInServer {
  readonly sent: SentWorkflow[] = [];
  readonly requests: string[] = [];
  readonly uploads: string[] = [];
  private readonly waiting: SentWorkflow[] = [];
  private readonly history = new Map<string, unknown>();
  private readonly images = new Map<string, Buffer>();
  private readonly sockets = new Map<WebSocket, string>();
  private readonly http = createServer((request, response) => void this.answer(request, response));
  private readonly ws = new WebSocketServer({ noServer: true });

  private constructor(private readonly options: StandInOptions) {
    this.http.on('upgrade', (request, socket, head) => {
      this.ws.handleUpgrade(request, socket, head, (opened) => {
        const client = new URL(request.url ?? '', 'http://x').searchParams.get('clientId') ?? '';
        this.sockets.set(opened, client);
        opened.on('close', () => this.sockets.delete(opened));
        opened.send(JSON.stringify({ type: 'status', data: { status: {}, sid: client } }));
      });
    });
  }

  static async start(options: StandInOptions = {}): Promise<StandInServer> {
    const server = new StandInServer(options);
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.disconnect();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** Closes all WebSockets without a word. */
  disconnect(): void {
    for (const socket of this.sockets.keys()) socket.terminate();
    this.sockets.clear();
  }

  get connections(): number {
    return this.sockets.size;
  }

  get queued(): readonly string[] {
    return this.waiting.map(({ id }) => id);
  }

  /** Ends the workflow that waits longest, with its events; `silent` ends it without them. */
  advance(silent = false): void {
    const next = this.waiting.shift();
    if (next === undefined) return;
    const { id, graph } = next;
    const emit = (type: string, data: Record<string, unknown>) => {
      if (silent) return;
      const text = JSON.stringify({ type, data: { ...data, prompt_id: id } });
      for (const socket of this.sockets.keys()) socket.send(text);
    };
    const outcome = this.options.outcome?.(graph, this.sent.indexOf(next)) ?? { kind: 'success' };
    emit('execution_start', { timestamp: 1 });
    emit('execution_cached', { nodes: [], timestamp: 1 });
    emit('executing', { node: '22', display_node: '22' });
    emit('progress', { value: 1, max: 2, node: '22' });
    this.history.set(id, this.entry(next, outcome));
    if (outcome.kind === 'success') emit('execution_success', { timestamp: 2 });
    if (outcome.kind === 'failed') emit('execution_error', { exception_message: outcome.message });
    if (outcome.kind === 'interrupted') emit('execution_interrupted', { node_id: '22' });
    emit('executing', { node: null });
  }

  private entry({ id, graph }: SentWorkflow, outcome: Outcome): unknown {
    const start = ['execution_start', { prompt_id: id }];
    if (outcome.kind !== 'success') {
      const message =
        outcome.kind === 'failed'
          ? [
              'execution_error',
              { node_type: 'KSampler', exception_message: outcome.message, traceback: ['/secret'] },
            ]
          : ['execution_interrupted', { prompt_id: id }];
      return { outputs: {}, status: { status_str: 'error', completed: false, messages: [start, message] } };
    }
    const filename = `out_${String(this.images.size + 1).padStart(5, '0')}_.png`;
    this.images.set(filename, outcome.image ?? pngImage(colorOf(graph), id));
    const images = outcome.images ?? [{ filename, subfolder: '', type: 'output' }];
    return {
      outputs: { '31': { images } },
      status: { status_str: 'success', completed: true, messages: [start] },
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const method = request.method ?? '';
    this.requests.push(`${method} ${pathname}`);
    const body = Buffer.concat(await request.toArray());
    if (this.options.intercept?.(method, pathname, response)) return;
    if (request.headers.origin !== undefined) return reply(response, 403, {});
    const lists = this.options.lists ?? usualLists;
    const id = pathname.split('/')[2] ?? '';
    if (pathname === '/object_info') return reply(response, 200, objectInfo(lists, this.options.without));
    if (pathname === '/prompt') return this.take(JSON.parse(body.toString('utf8')), lists, response);
    if (pathname === '/queue' && method === 'GET') {
      const items = this.waiting.map(({ id: each }, at) => [at, each, {}, {}, ['31']]);
      return reply(response, 200, { queue_running: items.slice(0, 1), queue_pending: items.slice(1) });
    }
    if (pathname === '/queue') {
      const gone: unknown[] = JSON.parse(body.toString('utf8')).delete;
      // What runs is not deleted.
      const kept = this.waiting.filter(({ id: each }, at) => at === 0 || !gone.includes(each));
      this.waiting.splice(0, this.waiting.length, ...kept);
      return reply(response, 200, undefined);
    }
    if (pathname === '/interrupt') {
      const stopped: unknown = JSON.parse(body.toString('utf8')).prompt_id;
      if (this.waiting[0]?.id === stopped) this.waiting.shift();
      return reply(response, 200, undefined);
    }
    if (pathname.startsWith('/history/')) {
      const entry = this.history.get(id);
      return reply(response, 200, entry === undefined ? {} : { [id]: entry });
    }
    if (pathname === '/view') return this.view(searchParams.get('filename') ?? '', response);
    if (pathname === '/view_metadata/loras') {
      const found = this.options.metadata?.[searchParams.get('filename') ?? ''];
      return reply(response, found === undefined ? 404 : 200, found);
    }
    if (pathname === '/upload/image') {
      this.uploads.push(/filename="([^"]*)"/.exec(body.toString('utf8'))?.[1] ?? '');
      return reply(response, 200, { name: `kept_${this.uploads.length}.png`, subfolder: '', type: 'input' });
    }
    return reply(response, 404, undefined);
  }

  private take(
    { prompt, prompt_id: id }: { prompt: ApiWorkflow; prompt_id: string },
    lists: Lists,
    response: ServerResponse,
  ): void {
    const lora = Object.entries(prompt).find(
      ([, node]) =>
        node.class_type === 'LoraLoaderModelOnly' &&
        !lists.lora_name?.includes(String(node.inputs.lora_name)),
    );
    if (lora) {
      const value = String(lora[1].inputs.lora_name);
      reply(response, 400, notInList(lora[0], value, lists.lora_name ?? []));
      return;
    }
    const sent = { id, graph: prompt };
    this.sent.push(sent);
    this.waiting.push(sent);
    reply(response, 200, { prompt_id: id, number: this.sent.length, node_errors: {} });
    if (this.options.holds !== true) setImmediate(() => this.advance());
  }

  private view(filename: string, response: ServerResponse): void {
    const image = this.images.get(filename);
    if (image === undefined) {
      reply(response, 404, undefined);
      return;
    }
    response.writeHead(200, { 'content-type': 'image/png' }).end(image);
  }
}

/** As recorded: the details are with the node, not with the error. */
function notInList(node: string, value: string, list: readonly string[]): unknown {
  const error = {
    type: 'value_not_in_list',
    message: 'Value not in list',
    details: `lora_name: '${value}' not in [...]`,
    extra_info: { input_name: 'lora_name', input_config: [list, {}], received_value: value },
  };
  return {
    error: {
      type: 'prompt_outputs_failed_validation',
      message: 'Prompt outputs failed validation',
      details: '',
    },
    node_errors: {
      [node]: { errors: [error], dependent_outputs: ['31'], class_type: 'LoraLoaderModelOnly' },
    },
  };
}

/** Another color for another guidance or strength, as the images of a LoRA that works differ. */
function colorOf(graph: ApiWorkflow): readonly [number, number, number] {
  const sampler = graph['22']?.inputs ?? {};
  return [
    Math.round(Number(sampler.cfg) * 40) % 256,
    Math.round(Number(graph['4']?.inputs.strength_model ?? 0) * 100) % 256,
    String(graph['10']?.inputs.text ?? graph['10']?.inputs.prompt).length % 256,
  ];
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
