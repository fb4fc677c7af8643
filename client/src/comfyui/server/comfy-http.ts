import http from 'node:http';
import https from 'node:https';

/** A server's answer. `body` is its JSON, or undefined when it is not JSON. */
export interface ComfyAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The requests to one ComfyUI server. Nothing is sent to any other address: redirects are not followed. */
export interface ComfyHttp {
  readonly address: string;
  /** A JSON answer, also one with an error's status. Throws a text in words when the server cannot be reached. */
  get(path: string): Promise<ComfyAnswer>;
  post(path: string, body: unknown): Promise<ComfyAnswer>;
  /** The bytes of a file; throws when the status is not 200. */
  bytes(path: string): Promise<Buffer>;
  /** Uploads an image and gives the name under which the server keeps it, which may be another one. */
  upload(name: string, data: Buffer): Promise<string>;
}

/** Milliseconds without a byte before an answer counts as lost. */
const quietMs = 30_000;
/** All nodes of a server with many add-ons are about 10 MB; an image of 4096 × 4096 pixels at most 50 MB. */
const largestAnswer = 128 * 1024 * 1024;

/**
 * Reads an address as users write it.
 *
 * @returns `http://HOST:PORT` with the path before ComfyUI's own, without a slash at the end; undefined for anything else
 */
export function readAddress(text: string): string | undefined {
  const url = parse(text.trim());
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.hostname === '' || url.search !== '' || url.hash !== '' || url.username !== '') return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    return undefined;
  }
}

/** @param address as `readAddress` gives it */
export function createComfyHttp(address: string): ComfyHttp {
  const json = async (path: string, sent?: Sent): Promise<ComfyAnswer> => {
    const { status, data } = await request(address, path, sent);
    return { status, body: parseJson(data) };
  };
  return {
    address,
    get: (path) => json(path),
    post: (path, body) =>
      json(path, { type: 'application/json', data: Buffer.from(JSON.stringify(body), 'utf8') }),
    async bytes(path) {
      const { status, data } = await request(address, path);
      if (status !== 200) throw new Error(`${address} answered with status ${status} instead of a file.`);
      return data;
    },
    async upload(name, data) {
      const { status, body } = await json('/upload/image', imageForm(name, data));
      const kept = typeof body === 'object' && body !== null ? Reflect.get(body, 'name') : undefined;
      const folder = typeof body === 'object' && body !== null ? Reflect.get(body, 'subfolder') : undefined;
      if (status !== 200 || typeof kept !== 'string' || kept === '') {
        throw new Error(`${address} did not accept the image ${name} (status ${status}).`);
      }
      return typeof folder === 'string' && folder !== '' ? `${folder}/${kept}` : kept;
    },
  };
}

interface Sent {
  readonly type: string;
  readonly data: Buffer;
}

/** An `Origin` would be refused with 403 (seen), so none is sent. */
function request(address: string, path: string, sent?: Sent): Promise<{ status: number; data: Buffer }> {
  const url = new URL(`${address}${path}`);
  const { request: open } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(new Error(reasonOf(address, error)));
    const outgoing = open(
      url,
      {
        method: sent === undefined ? 'GET' : 'POST',
        timeout: quietMs,
        headers: {
          accept: '*/*',
          ...(sent === undefined
            ? {}
            : { 'content-type': sent.type, 'content-length': String(sent.data.length) }),
        },
      },
      (incoming) => {
        const parts: Buffer[] = [];
        let size = 0;
        incoming.on('data', (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (size > largestAnswer) outgoing.destroy(new Error('the answer is too large'));
        });
        incoming.on('error', fail);
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, data: Buffer.concat(parts) }));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 30 seconds')));
    outgoing.on('error', fail);
    outgoing.end(sent?.data);
  });
}

function reasonOf(address: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return `No server answers at ${address}. Start ComfyUI, or change the setting qwenLora.comfyui.address.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of ${address} is not known. Check the setting qwenLora.comfyui.address.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `The connection to ${address} was closed.`;
    default:
      return `${address} cannot be reached: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    // ComfyUI answers some errors with plain text (seen).
    return undefined;
  }
}

/** The form that `/upload/image` takes. The name is sent as UTF-8; the server keeps percent signs as they are (seen). */
function imageForm(name: string, data: Buffer): Sent {
  const boundary = `----qwen-lora-${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const plain = name.replace(/[\r\n"\\/]/g, '_');
  const field = (fieldName: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${fieldName}"\r\n\r\n${value}\r\n`;
  const head = `${field('type', 'input')}--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="${plain}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const end = `\r\n--${boundary}--\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    data: Buffer.concat([Buffer.from(head, 'utf8'), data, Buffer.from(end, 'utf8')]),
  };
}
