import type { LoraCheckView } from '../../../common/compare-page';
import { h, icons } from './dom';

/** What the check of a LoRA file says. */
export function loraCheckElement({ summary, loading, problems }: LoraCheckView): HTMLElement {
  const good = problems.length === 0;
  return h(
    'div',
    { class: 'check' },
    h('p', {}, icons(good ? 'pass' : 'warning'), ` ${summary}`),
    ...loading.map((line) => h('p', { class: 'quiet' }, line)),
    ...problems.map(({ message, remedy }) => h('p', {}, `${message} ${remedy}`)),
    good ? h('p', { class: 'quiet' }, 'No problems found.') : undefined,
  );
}
