import type { CodeAction } from 'vscode-languageserver-types';
import { type ConfigDocument, parseConfigDocument } from '../syntax/config-document';
import type { TextEdit } from '../syntax/finding';
import { reparse } from '../syntax/reparse';
import { applyEdits } from '../syntax/text-edits';
import { toOffset } from './to-protocol';

/** An action whose edits lie apart from each other, and after which a text that could be read still can. */
export function isSound({ edit }: CodeAction, document: ConfigDocument): boolean {
  const edits = (edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? change.edits : []));
  const own: TextEdit[] = edits.flatMap((one) =>
    'newText' in one
      ? [
          {
            span: { start: toOffset(document, one.range.start), end: toOffset(document, one.range.end) },
            newText: one.newText,
          },
        ]
      : [],
  );
  const inOrder = own.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (inOrder.some(({ span }, index) => span.start < (inOrder[index - 1]?.span.end ?? 0))) return false;
  if (document.problems.length > 0) return true;
  const text = applyEdits(document.text, inOrder);
  const after = reparse(document, text) ?? parseConfigDocument(text, document.format);
  return after.problems.length === 0;
}
