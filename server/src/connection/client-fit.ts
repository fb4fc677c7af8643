import type { ClientCapabilities, CodeAction, Diagnostic, WorkspaceEdit } from 'vscode-languageserver';

/** Fits answers to a client that knows less than the protocol of today. */
export interface ClientFit {
  /** An edit as the client can apply it: without `documentChanges` it gets `changes`, which carry no versions. */
  edit(edit: WorkspaceEdit): WorkspaceEdit;
  action(action: CodeAction): CodeAction;
  /** The client's diagnostics with the `data` that it dropped, taken from what was sent last. */
  withData(diagnostics: readonly Diagnostic[], sent: readonly Diagnostic[]): Diagnostic[];
}

/** Reads what the client said about itself at `initialize`. */
export function fitClient({ workspace }: ClientCapabilities): ClientFit {
  const edit = workspace?.workspaceEdit?.documentChanges === true ? (same: WorkspaceEdit) => same : plainEdit;
  return {
    edit,
    action: (action) => (action.edit ? { ...action, edit: edit(action.edit) } : action),
    withData: (diagnostics, sent) =>
      diagnostics.map((diagnostic) =>
        diagnostic.data === undefined && diagnostic.source === 'qwen-lora'
          ? (sent.find((one) => isSame(one, diagnostic)) ?? diagnostic)
          : diagnostic,
      ),
  };
}

function plainEdit({ documentChanges = [], changes }: WorkspaceEdit): WorkspaceEdit {
  const edits = new Map(Object.entries(changes ?? {}));
  for (const change of documentChanges) {
    // Our edits change texts; none makes, renames or deletes a file, and none is a snippet.
    if (!('edits' in change)) continue;
    const plain = change.edits.filter((each) => 'newText' in each);
    edits.set(change.textDocument.uri, [...(edits.get(change.textDocument.uri) ?? []), ...plain]);
  }
  return { changes: Object.fromEntries(edits) };
}

function isSame(one: Diagnostic, other: Diagnostic): boolean {
  const [a, b] = [one.range, other.range];
  return (
    one.code === other.code &&
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
