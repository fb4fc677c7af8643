interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as a page sees it. `State` is what survives a reload of the window; it must be JSON. */
export interface PageHost<Request, State> {
  send(request: Request): void;
  /** What `save` was given last, in this window or before a reload. It may come from an older version. */
  readonly saved: Partial<State>;
  save(state: State): void;
}

/** Connects a page with the extension. May be called once a page. */
export function connectPage<Request, Update, State extends object>(
  receive: (update: Update) => void,
): PageHost<Request, State> {
  const api = acquireVsCodeApi();
  const stored = api.getState();
  const saved: Partial<State> = typeof stored === 'object' && stored !== null ? stored : {};
  window.addEventListener('message', (event: MessageEvent<Update>) => receive(event.data));
  return {
    saved,
    send: (request) => api.postMessage(request),
    save: (state) => api.setState(state),
  };
}
