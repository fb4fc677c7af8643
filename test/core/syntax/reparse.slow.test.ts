import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigDocument, parseConfigDocument } from '../../../core/syntax/config-document';
import { reparse } from '../../../core/syntax/reparse';
import { changes } from '../../support/random-changes';

/** `QWEN_LORA_EDITS=100000` for a long run. */
const wanted = Number(process.env.QWEN_LORA_EDITS ?? 1500);
const seed = Number(process.env.QWEN_LORA_SEED ?? 1);

describe('a text that is parsed again in part', () => {
  it(`gives what a whole parse gives, after each of ${wanted} random changes`, () => {
    let inPart = 0;
    for (const { before, after } of changes(wanted, seed)) {
      const known: ConfigDocument = parseConfigDocument(before, 'yaml');
      const again = reparse(known, after);
      if (!again) continue;
      inPart++;
      assert.deepEqual(again, parseConfigDocument(after, 'yaml'), JSON.stringify({ before, after }));
    }
    // Most changes make a text that cannot be read, or begin with one.
    assert.ok(inPart > wanted / 10, `${inPart} of ${wanted} were parsed in part`);
  });
});
