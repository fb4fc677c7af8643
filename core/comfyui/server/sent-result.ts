import { type Fields, record, shortText } from './answer-fields';

/** An image of a server's output, as `/view` asks for it. */
export interface ServerImage {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

/** What became of a workflow that was sent. */
export type SentResult =
  | { readonly kind: 'success'; readonly images: readonly ServerImage[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'interrupted' };

/** What an event of the WebSocket tells about one workflow. */
export type SentEvent =
  | { readonly kind: 'progress'; readonly id: string; readonly value: number; readonly max: number }
  | { readonly kind: 'running'; readonly id: string }
  /** Over, in whatever way; the history says which. */
  | { readonly kind: 'over'; readonly id: string };

/** A workflow of ours saves one image. */
const mostImages = 16;

/**
 * What became of a workflow, by its entry in the answer of `/history/ID`.
 *
 * @returns undefined while it waits or runs
 */
export function readHistory(body: unknown, id: string): SentResult | undefined {
  const entry = record(body)[id];
  if (entry === undefined) return undefined;
  const { outputs, status } = record(entry);
  const { status_str: text, messages } = record(status);
  const events = Array.isArray(messages) ? messages.map(readMessage) : [];
  // An interruption has the status of an error (seen).
  if (events.some(({ name }) => name === 'execution_interrupted')) return { kind: 'interrupted' };
  const error = events.find(({ name }) => name === 'execution_error');
  if (error !== undefined || text !== 'success') return { kind: 'failed', message: failureText(error?.data) };
  return { kind: 'success', images: imagesOf(outputs) };
}

function readMessage(value: unknown): { readonly name: string; readonly data: Fields } {
  const [name, data]: readonly unknown[] = Array.isArray(value) ? value : [];
  return { name: String(name), data: record(data) };
}

function failureText(data: Fields | undefined): string {
  const { node_type: type, exception_message: message } = data ?? {};
  if (typeof message !== 'string') return 'The server reports an error and gives no reason.';
  const where = typeof type === 'string' ? `'${shortText(type)}' failed: ` : '';
  return `${where}${shortText(message)}`;
}

function imagesOf(outputs: unknown): readonly ServerImage[] {
  return Object.values(record(outputs))
    .flatMap((output) => {
      const { images } = record(output);
      return Array.isArray(images) ? images : [];
    })
    .flatMap((image: unknown): ServerImage[] => {
      const { filename, subfolder, type } = record(image);
      if (typeof filename !== 'string' || filename === '') return [];
      return [{ filename, subfolder: textOr(subfolder, ''), type: textOr(type, 'output') }];
    })
    .slice(0, mostImages);
}

/** Whether a workflow waits or runs, by the answer of `/queue`. */
export function placeInQueue(body: unknown, id: string): 'running' | 'waiting' | undefined {
  const { queue_running: running, queue_pending: pending } = record(body);
  if (hasPrompt(running, id)) return 'running';
  return hasPrompt(pending, id) ? 'waiting' : undefined;
}

function hasPrompt(list: unknown, id: string): boolean {
  return Array.isArray(list) && list.some((item: unknown) => Array.isArray(item) && item[1] === id);
}

/** Reads a text message of the WebSocket; undefined for what says nothing of a workflow. */
export function readEvent(text: string): SentEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Previews come as binary messages, and a server that is not ComfyUI may send anything.
    return undefined;
  }
  const { type, data } = record(value);
  const { prompt_id: id, node, value: done, max } = record(data);
  if (typeof id !== 'string') return undefined;
  switch (type) {
    case 'progress':
      return typeof done === 'number' && typeof max === 'number' && max > 0
        ? { kind: 'progress', id, value: done, max }
        : undefined;
    case 'execution_start':
      return { kind: 'running', id };
    // The last event in every case, also after a failure or an interruption (seen).
    case 'executing':
      return node === null ? { kind: 'over', id } : { kind: 'running', id };
    case 'execution_success':
    case 'execution_error':
    case 'execution_interrupted':
      return { kind: 'over', id };
    default:
      return undefined;
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
