import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as ProtocolEdit,
} from 'vscode-languageserver-types';
import { type ConfigDocument, lineSpan } from '../syntax/config-document';
import { hasOddBreaks } from '../syntax/line-breaks';
import { suppressionMarkers } from '../syntax/suppressions';
import type { CarriedFix, DiagnosticData } from './to-protocol';

/** The kind under which `editor.codeActionsOnSave` finds our fixes. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.qwenLora`;

/** The document that actions change, at the version they are computed for. */
export interface ActionTarget {
  readonly uri: string;
  readonly version: number;
  readonly document: ConfigDocument;
}

/**
 * Quick fixes and suppressions for the diagnostics under the cursor, read from their `data` alone, and "fix all" where
 * `allEdits` (asked only when wanted) has something to do. A safe fix is preferred only if `holds` says that it is safe in this
 * text; others are offered for a person to judge.
 */
export function codeActions(
  target: ActionTarget,
  context: CodeActionContext,
  allEdits: () => readonly ProtocolEdit[],
  holds: (diagnostic: Diagnostic) => boolean,
): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wants(context, CodeActionKind.QuickFix)) {
    for (const diagnostic of context.diagnostics) {
      if (diagnostic.source !== 'qwen-lora') continue;
      actions.push(...fixActions(target, diagnostic, holds), ...suppressActions(target, diagnostic));
    }
  }
  if (context.only !== undefined && wants(context, fixAllKind)) {
    const edits = allEdits();
    if (edits.length > 0) {
      const title = 'Fix all that can be fixed safely (Qwen LoRA)';
      actions.push({ title, kind: fixAllKind, edit: editOf(target, edits) });
    }
  }
  return actions;
}

function wants(context: CodeActionContext, kind: string): boolean {
  if (!context.only) return true;
  return context.only.some((only) => kind === only || kind.startsWith(`${only}.`) || only === '');
}

function fixActions(
  target: ActionTarget,
  diagnostic: Diagnostic,
  holds: (diagnostic: Diagnostic) => boolean,
): CodeAction[] {
  const data = readData(diagnostic.data);
  if (data?.version !== target.version) return [];
  return data.fixes.map((fix, index) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: index === 0 && (!fix.safe || holds(diagnostic)),
    edit: fix.preview === undefined ? editOf(target, fix.edits) : previewOf(target, fix, fix.preview),
  }));
}

/** JSON has no comments, so there nothing can be silenced in the file. */
function suppressActions(target: ActionTarget, diagnostic: Diagnostic): CodeAction[] {
  const { document } = target;
  const code = diagnostic.code;
  if (document.format === 'json' || typeof code !== 'string' || hasOddBreaks(document.text)) return [];
  const line = diagnostic.range.start.line;
  const { start, end } = lineSpan(document, line);
  const indent = /^[ \t]*/.exec(document.text.slice(start, end))?.[0] ?? '';
  const action = (title: string, atLine: number, newText: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: editOf(target, [
      { range: { start: { line: atLine, character: 0 }, end: { line: atLine, character: 0 } }, newText },
    ]),
  });
  return [
    action(`Disable '${code}' for this line`, line, `${indent}# ${suppressionMarkers.nextLine} ${code}\n`),
    action(
      `Disable '${code}' for this file`,
      headerLines(document),
      `# ${suppressionMarkers.from} ${code}\n`,
    ),
  ];
}

/** A `# ai-toolkit` or an editor's modeline must stay the first line. */
function headerLines(document: ConfigDocument): number {
  const first = document.comments[0];
  return first?.span.start === 0 && /ai-toolkit|yaml-language-server/.test(first.text) ? 1 : 0;
}

function editOf(target: ActionTarget, edits: readonly ProtocolEdit[]): NonNullable<CodeAction['edit']> {
  return {
    documentChanges: [{ textDocument: { uri: target.uri, version: target.version }, edits: [...edits] }],
  };
}

/** An edit that the editor shows before it applies it. */
function previewOf(
  target: ActionTarget,
  { title, edits }: CarriedFix,
  description: string,
): NonNullable<CodeAction['edit']> {
  const annotated = edits.map((edit) => ({ ...edit, annotationId: 'preview' }));
  return {
    ...editOf(target, annotated),
    changeAnnotations: { preview: { label: title, description, needsConfirmation: true } },
  };
}

/** Checks the shape of what came back from the client; anything else is not ours. */
function readData(data: unknown): DiagnosticData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { version, fixes } = data as { version?: unknown; fixes?: unknown };
  if (typeof version !== 'number' || !Array.isArray(fixes)) return undefined;
  return { version, fixes: fixes.filter(isFix) };
}

function isFix(value: unknown): value is CarriedFix {
  if (typeof value !== 'object' || value === null) return false;
  const { title, edits } = value as { title?: unknown; edits?: unknown };
  return typeof title === 'string' && Array.isArray(edits);
}
