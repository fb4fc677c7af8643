import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findInText, findWithDisk } from '../../support/find-in-text';
import { inMemoryDisk } from '../../support/in-memory-disk';

/**
 * Two findings to silence, of the codes `duplicate-resolution` and `caption-type`, on lines of their own. `comments`
 * puts a comment behind a line, or on a line of its own above it.
 */
function configWith(comments: {
  readonly top?: string;
  readonly aboveResolution?: string;
  readonly behindResolution?: string;
  readonly aboveCaption?: string;
  readonly end?: string;
}): string {
  const { top, aboveResolution, behindResolution, aboveCaption, end } = comments;
  return [
    ...(top ? [top] : []),
    'job: extension',
    'config:',
    '  name: maya',
    '  process:',
    '    - type: sd_trainer',
    '      datasets:',
    '        - folder_path: data/maya',
    ...(aboveResolution ? [`          ${aboveResolution}`] : []),
    `          resolution: [768, 768]${behindResolution ? `  ${behindResolution}` : ''}`,
    ...(aboveCaption ? [`          ${aboveCaption}`] : []),
    '          caption_type: txt',
    ...(end ? [end] : []),
    '',
  ].join('\n');
}

const watched = new Set(['duplicate-resolution', 'caption-type', 'unused-suppression']);

/** The codes that are left, with the text that an unused suppression points at. */
function left(text: string): string[] {
  return findInText(text)
    .filter((finding) => watched.has(finding.code))
    .map(({ code, span }) =>
      code === 'unused-suppression' ? `unused: ${text.slice(span.start, span.end).trim()}` : code,
    );
}

describe('suppression comments', () => {
  const cases: [string, Parameters<typeof configWith>[0], string[]][] = [
    ['none', {}, ['duplicate-resolution', 'caption-type']],
    [
      'on the line itself',
      { behindResolution: '# qwen-lora-disable-line duplicate-resolution' },
      ['caption-type'],
    ],
    ['on the line itself, all codes', { behindResolution: '# qwen-lora-disable-line' }, ['caption-type']],
    [
      'on the line above',
      { aboveCaption: '# qwen-lora-disable-next-line caption-type' },
      ['duplicate-resolution'],
    ],
    [
      'with other comments and blank lines in between',
      { aboveResolution: '# qwen-lora-disable-next-line duplicate-resolution\n\n          # twice' },
      ['caption-type'],
    ],
    ['from a line to the end of the file', { aboveCaption: '# qwen-lora-disable' }, ['duplicate-resolution']],
    [
      'from one line to another',
      { aboveResolution: '# qwen-lora-disable', aboveCaption: '# qwen-lora-enable' },
      ['caption-type'],
    ],
    [
      'from one line to another, one code',
      {
        top: '# qwen-lora-disable duplicate-resolution',
        aboveCaption: '# qwen-lora-enable duplicate-resolution',
      },
      ['caption-type'],
    ],
    [
      'for the whole file, several codes',
      { top: '# qwen-lora-disable duplicate-resolution, caption-type' },
      [],
    ],
    ['with a reason', { top: '# qwen-lora-disable caption-type -- no dots here' }, ['duplicate-resolution']],
    [
      'enabled again for another code only',
      { top: '# qwen-lora-disable caption-type', aboveCaption: '# qwen-lora-enable duplicate-resolution' },
      ['duplicate-resolution'],
    ],
    [
      'that silence nothing here',
      { behindResolution: '# qwen-lora-disable-line caption-type' },
      ['duplicate-resolution', 'unused: caption-type', 'caption-type'],
    ],
    [
      'of which one of two codes is idle',
      { top: '# qwen-lora-disable caption-type lost-gradients' },
      ['unused: lost-gradients', 'duplicate-resolution'],
    ],
    [
      'without a code, at the end of the file',
      { end: '# qwen-lora-disable' },
      ['duplicate-resolution', 'caption-type', 'unused: qwen-lora-disable'],
    ],
    [
      'behind the last line that they could mean',
      { end: '# qwen-lora-disable-next-line caption-type' },
      ['duplicate-resolution', 'caption-type', 'unused: caption-type'],
    ],
    [
      'with another word',
      { top: '# qwen-lora-disabled caption-type' },
      ['duplicate-resolution', 'caption-type'],
    ],
  ];
  for (const [name, comments, expected] of cases) {
    it(name, () => assert.deepEqual(left(configWith(comments)), expected));
  }

  it('are hints when they silence nothing, and can be switched off', () => {
    const text = configWith({ end: '# qwen-lora-disable' });
    const unused = findInText(text).filter((finding) => finding.code === 'unused-suppression');
    assert.deepEqual(
      unused.map(({ severity, unnecessary }) => [severity, unnecessary]),
      [['hint', true]],
    );
    const off = findInText(text, { severities: { 'unused-suppression': 'off' } });
    assert.ok(!off.some((finding) => finding.code === 'unused-suppression'));
  });

  it('do not hide that a code is switched off: then the comment has nothing to do', () => {
    const text = configWith({ behindResolution: '# qwen-lora-disable-line duplicate-resolution' });
    const codes = findInText(text, { severities: { 'duplicate-resolution': 'off' } }).map(({ code }) => code);
    assert.ok(codes.includes('unused-suppression'));
  });

  it('are read in comments alone, not in prompts', () => {
    const text = `${configWith({})}      sample: { prompts: ["# qwen-lora-disable caption-type"] }\n`;
    assert.ok(left(text).includes('caption-type'));
  });

  it('of what only the disk shows are idle only once the disk was asked', async () => {
    const text = configWith({ top: '# qwen-lora-disable will-resume' });
    const idle = 'unused-suppression';
    assert.ok(!findInText(text).some(({ code }) => code === idle));
    const asked = await findWithDisk(text, inMemoryDisk({}));
    assert.ok(asked.some(({ code }) => code === idle));
  });
});
