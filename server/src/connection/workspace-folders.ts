import {
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
} from 'vscode-languageserver';

/** The folders that are open in the editor, as uris; asked again each time, since they come and go. */
export type WorkspaceFolders = () => readonly string[];

/** Follows the editor's folders; a client without several has its root, or none. */
export function openWorkspaceFolders(connection: Connection, params: InitializeParams): WorkspaceFolders {
  const folders = new Set(params.workspaceFolders?.map(({ uri }) => uri));
  if (folders.size === 0 && params.rootUri) folders.add(params.rootUri);
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
    for (const { uri } of removed) folders.delete(uri);
    for (const { uri } of added) folders.add(uri);
  });
  return () => [...folders];
}
