import { lineAt } from '../syntax/config-document';
import type { ConfigNode } from '../syntax/config-node';
import type { TrainingConfig } from '../trainer/training-config';

/** More keys than a config has; a file of anything else is cut there. */
const mostKeys = 3000;

/** The zero-based line of every key below the first process, as `train.steps` or `datasets[0].folder_path`. */
export function valueLines({ document, trainers }: TrainingConfig): Readonly<Record<string, number>> {
  const lines: Record<string, number> = {};
  let count = 0;
  const walk = (node: ConfigNode, place: string): void => {
    if (count >= mostKeys) return;
    if (node.kind === 'sequence') {
      node.items.forEach((item, at) => {
        walk(item, `${place}[${at}]`);
      });
    } else if (node.kind === 'mapping') {
      for (const { key, value, shadowed } of node.entries) {
        if (shadowed) continue;
        const name = place === '' ? String(key.value) : `${place}.${String(key.value)}`;
        lines[name] = lineAt(document, key.span.start);
        count++;
        walk(value, name);
      }
    }
  };
  const [first] = trainers;
  if (first !== undefined) walk(first.mapping, '');
  return lines;
}
