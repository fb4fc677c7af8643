import WebSocket from 'ws';
import { readEvent, type SentEvent } from '../../../../core/comfyui/index';

/** Follows a server's events until it is closed. */
export interface ComfyEvents {
  close(): void;
}

export interface EventsHost {
  readonly event: (event: SentEvent) => void;
  /** The connection is there, at first or again; events may have been missed before. */
  readonly connected: () => void;
  readonly lost: () => void;
}

/** Milliseconds before a lost connection is tried again; doubled each time, up to the last. */
const firstWait = 500;
const longestWait = 10_000;
/** Previews of images are sent as binary messages of a few MB. */
const largestMessage = 64 * 1024 * 1024;

/** @param address as `readAddress` gives it */
export function followComfyEvents(address: string, clientId: string, host: EventsHost): ComfyEvents {
  const url = `${address.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`;
  let isClosed = false;
  let wait = firstWait;
  let timer: NodeJS.Timeout | undefined;
  let socket: WebSocket | undefined;

  const open = () => {
    const opened = new WebSocket(url, {
      followRedirects: false,
      handshakeTimeout: 10_000,
      maxPayload: largestMessage,
      perMessageDeflate: false,
    });
    socket = opened;
    opened.on('open', () => {
      wait = firstWait;
      host.connected();
    });
    opened.on('message', (data, isBinary) => {
      if (isBinary) return;
      const event = readEvent(String(data));
      if (event !== undefined) host.event(event);
    });
    // An error is always followed by a close, which tries again.
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (isClosed) return;
      host.lost();
      timer = setTimeout(open, wait);
      wait = Math.min(longestWait, wait * 2);
    });
  };
  open();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.terminate();
    },
  };
}
