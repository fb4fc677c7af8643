import { parser } from '@lezer/python';
import type { OptimizerNames } from './toolkit-keys';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/**
 * The archs that the classes of a Python text name in their own body: `arch = "qwen_image"`. ai-toolkit compares
 * `model.arch` with them (toolkit/util/get_model.py:44-50). The text is parsed, never run.
 */
export function readArchs(python: string): string[] {
  // Most files name none, and parsing is what costs time.
  if (!/^[ \t]+arch\b[^=\n]*=\s*["']/m.test(python)) return [];
  const found: string[] = [];
  const cursor = parser.parse(python).cursor();
  do {
    if (cursor.name !== 'ClassDefinition') continue;
    const body = cursor.node.getChild('Body');
    for (let node = body?.firstChild ?? null; node; node = node.nextSibling) {
      const arch = node.name === 'AssignStatement' ? assignedArch(node, python) : undefined;
      if (arch !== undefined) found.push(arch);
    }
  } while (cursor.next());
  return found;
}

function assignedArch(statement: SyntaxNode, python: string): string | undefined {
  const name = statement.firstChild;
  const value = statement.lastChild;
  if (!name || !value || python.slice(name.from, name.to) !== 'arch' || value.name !== 'String') {
    return undefined;
  }
  return /^["']([\w.-]+)["']$/.exec(python.slice(value.from, value.to))?.[1];
}

/** The branches of `get_optimizer`: names that it compares with, and beginnings that it accepts. */
export function readOptimizers(python: string): OptimizerNames {
  const names = [...python.matchAll(/\blower_type\s*==\s*["']([^"'\n]+)["']/g)].map(([, name]) => name ?? '');
  const prefixes = [...python.matchAll(/\blower_type\.startswith\(\s*["']([^"'\n]+)["']/g)].map(
    ([, name]) => name ?? '',
  );
  return { names: new Set(names), prefixes: new Set(prefixes) };
}
