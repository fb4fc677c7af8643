import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadScript } from '../support/load-script';

interface TextsModule {
  textsInSource(text: string): string[];
}

const rows: readonly [source: string, texts: readonly string[]][] = [
  ["say('The queue is empty.');", ['The queue is empty.']],
  ['say(`Step ${step} of ${steps} is done`);', ['Step {…} of {…} is done']],
  ["const a = b ? `at step ${step}` : 'from the start';", ['at step {…}', 'from the start']],
  ["say('Twice the same'); say('Twice the same');", ['Twice the same']],
  ["import x from 'a module name'; const key = 'one'; const path = 'a/b c';", []],
  ['const yaml = `type: lora\\nlinear: ${rank}`;', []],
];

for (const [source, texts] of rows) {
  it(`texts of ${source}`, async () => {
    const { textsInSource } = await loadScript<TextsModule>('messages/texts-in-source.mjs');
    assert.deepEqual(textsInSource(source), texts);
  });
}
