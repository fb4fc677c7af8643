import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Position,
  type TextEdit as ProtocolEdit,
  type Range,
} from 'vscode-languageserver-types';
import { type ConfigDocument, lineAt } from '../syntax/config-document';
import type { ReportedFinding, Severity, Span, TextEdit } from '../syntax/finding';

/** A fix as it travels in a diagnostic's `data`, in the protocol's terms. */
export interface CarriedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly preview?: string;
  readonly edits: readonly ProtocolEdit[];
}

/** A diagnostic's `data`: everything that its code actions need, so that the server keeps no state. */
export interface DiagnosticData {
  /** The document version that the edits were computed for. */
  readonly version: number;
  readonly fixes: readonly CarriedFix[];
}

export interface DiagnosticContext {
  readonly uri: string;
  readonly version: number;
  /** Link to the docs page of a code. */
  documentation(code: string): string;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The protocol's position of an offset. */
function toPosition(document: ConfigDocument, offset: number): Position {
  const line = lineAt(document, offset);
  return { line, character: offset - (document.lineStarts[line] ?? 0) };
}

/** The offset of a protocol position, clamped to its line and to the text. */
export function toOffset(document: ConfigDocument, position: Position): number {
  const start = document.lineStarts[position.line] ?? document.text.length;
  const next = document.lineStarts[position.line + 1] ?? document.text.length + 1;
  return Math.max(start, Math.min(start + position.character, next - 1, document.text.length));
}

export function toRange(document: ConfigDocument, span: Span): Range {
  return { start: toPosition(document, span.start), end: toPosition(document, span.end) };
}

export function toProtocolEdit(document: ConfigDocument, edit: TextEdit): ProtocolEdit {
  return { range: toRange(document, edit.span), newText: edit.newText };
}

/** The fixes of a finding in the protocol's terms. */
export function carriedFixes(document: ConfigDocument, finding: ReportedFinding): readonly CarriedFix[] {
  return (finding.fixes ?? []).map(({ title, safe, preview, edits }) => ({
    title,
    safe,
    ...(preview === undefined ? {} : { preview }),
    edits: edits.map((edit) => toProtocolEdit(document, edit)),
  }));
}

/** A finding as the editor shows it, with its fixes as data. */
export function toDiagnostic(
  document: ConfigDocument,
  finding: ReportedFinding,
  context: DiagnosticContext,
): Diagnostic {
  const tags: DiagnosticTag[] = [];
  if (finding.unnecessary) tags.push(DiagnosticTag.Unnecessary);
  if (finding.deprecated) tags.push(DiagnosticTag.Deprecated);
  const data: DiagnosticData = {
    version: context.version,
    fixes: carriedFixes(document, finding),
  };
  return {
    range: toRange(document, finding.span),
    severity: severities[finding.severity],
    source: 'qwen-lora',
    code: finding.code,
    codeDescription: { href: context.documentation(finding.code) },
    message: finding.message,
    data,
    ...(tags.length > 0 ? { tags } : {}),
    ...(finding.related
      ? {
          relatedInformation: finding.related.map(({ span, message }) => ({
            location: { uri: context.uri, range: toRange(document, span) },
            message,
          })),
        }
      : {}),
  };
}
