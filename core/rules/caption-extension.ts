import { isText } from '../syntax/config-node';
import { type OptionRow, ruleOfRows } from './option-rows';

const plain = (text: string): string => text.replace(/^\./, '');

const rows: readonly OptionRow[] = [
  {
    key: 'dataset.caption_ext',
    models: 'any',
    when: (value) => isText(value) && plain(value.value).toLowerCase() === 'json',
    says: "'caption_ext: json' does not read captions out of JSON: the text of the whole file is the caption, braces and keys included, and without such files captions are empty. Write 'txt'.",
    claim: { where: 'dataset', what: 'changed', seen: 'run', of: '`caption_ext: json`' },
    fix: { write: 'txt' },
  },
  {
    key: 'dataset.caption_ext',
    models: 'any',
    when: (value) => isText(value) && /[^\w.+-]/.test(value.value),
    says: ({ entry }) =>
      `ai-toolkit does not find any caption: it looks for a file whose name ends in '.${plain(String(entry.value.kind === 'scalar' ? entry.value.value : ''))}' as it is written here, and trains every image without its caption. Write 'txt'.`,
    claim: { where: 'dataset', what: 'changed', seen: 'run', of: '`caption_ext` with wildcards or spaces' },
    fix: { write: 'txt' },
  },
];

/** Endings with which no caption is found, or another text is read as one. */
export const captionExtension = ruleOfRows(
  {
    code: 'caption-extension',
    severity: 'warning',
    summary: 'A `caption_ext` with which captions are lost.',
  },
  rows,
);
