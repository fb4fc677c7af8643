import type { ToolkitKeys } from '../../core/toolkit/toolkit-keys';

const sentence = /^\s*# With ai-toolkit ([\d.]*\d)(?:, which (lacks|also reads) ([\w.]+(?:, [\w.]+)*))?:?$/m;

/**
 * The ai-toolkit that a fixture says it is read with: `# With ai-toolkit 0.10.24, which lacks train.max_loss:` or
 * `…, which also reads train.brand_new:`. Keys are named by their section; of a process as `process.guidance`. Undefined
 * for a text that says nothing of the kind.
 */
export function pretendToolkit(text: string): ToolkitKeys | undefined {
  const match = sentence.exec(text);
  if (!match?.[1]) return undefined;
  const named = new Set(match[3]?.split(', '));
  const has = match[2] === 'also reads';
  return {
    version: match[1],
    has: (section, key) => (named.has(`${section.split(' ')[0]}.${key}`) ? has : undefined),
  };
}
