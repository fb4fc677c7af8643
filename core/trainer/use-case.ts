import type { ConfigDocument } from '../syntax/config-document';
import { lineAt } from '../syntax/config-document';

/** What a LoRA is for; the guide's ranges differ by it. */
export type UseCase = 'character' | 'style' | 'complex';

const pattern = /^#+\s*qwen-lora\s*:\s*(character|style|complex)\b/i;
/** The comment belongs to the head of the file, where licence lines may stand above it. */
const headLines = 20;

/** The use case that a comment `# qwen-lora: style` on one of the first 20 lines names. */
export function useCaseOf(document: ConfigDocument): UseCase | undefined {
  for (const comment of document.comments) {
    if (lineAt(document, comment.span.start) >= headLines) return undefined;
    const word = pattern.exec(comment.text)?.[1]?.toLowerCase();
    if (word === 'character' || word === 'style' || word === 'complex') return word;
  }
  return undefined;
}
