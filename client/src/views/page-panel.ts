import * as vscode from 'vscode';
import { type PageName, pageHtml, pagesFolder } from './page-html';

/** A page in an editor tab. `Update` is what it is sent. */
export interface PagePanel<Update> {
  readonly panel: vscode.WebviewPanel;
  send(update: Update): void;
  /** The address under which the page may load a file. */
  uriOf(file: string): string;
  /** Lets the page load files below these folders, besides its own. */
  allow(folders: readonly string[]): void;
}

export interface PageOptions<Request> {
  readonly page: PageName;
  readonly title: string;
  /** Reads a message of the page; undefined for anything else, which is then left out. */
  readonly read: (message: unknown) => Request | undefined;
  readonly receive: (request: Request) => Promise<void>;
  /** Is told what `receive` throws. */
  readonly failed: (error: unknown) => void;
}

export function pageViewType(page: PageName): string {
  return `qwenLora.${page}`;
}

/** Fills a panel with a page, a new one or one that the editor restores. */
export function showPage<Request, Update>(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  options: PageOptions<Request>,
): PagePanel<Update> {
  const { webview } = panel;
  const own = pagesFolder(extensionUri);
  let allowed = '';
  const allow = (folders: readonly string[]) => {
    // Setting the options again reloads nothing, but is not free.
    const next = JSON.stringify(folders);
    if (next === allowed) return;
    allowed = next;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [own, ...folders.map((folder) => vscode.Uri.file(folder))],
    };
  };
  allow([]);
  webview.onDidReceiveMessage((message: unknown) => {
    const request = options.read(message);
    if (request !== undefined) options.receive(request).catch(options.failed);
  });
  panel.title = options.title;
  webview.html = pageHtml(webview, extensionUri, options.page, options.title);
  return {
    panel,
    send: (update) => void webview.postMessage(update),
    uriOf: (file) => webview.asWebviewUri(vscode.Uri.file(file)).toString(),
    allow,
  };
}
