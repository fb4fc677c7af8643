import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfigDocument } from '../../core/syntax/config-document';
import { exampleConfig } from '../support/example-config';
import { expandSnippet, readSnippets, tabStops } from '../support/expand-snippet';
import { findInText } from '../support/find-in-text';

const wholeDocuments = [
  'qwen-character',
  'qwen-image',
  'qwen-edit',
  'qwen-lowvram',
  'qwen-image-2',
  'z-image',
  'flux-1',
  'flux-2-klein',
  'krea-2',
  'wan-2-2',
];

describe('snippets', () => {
  it('are those that the documentation names', () => {
    assert.deepEqual(
      readSnippets().map((snippet) => snippet.prefix),
      [...wholeDocuments, 'qwen-dataset', 'qwen-sample'],
    );
  });

  for (const snippet of readSnippets()) {
    it(`${snippet.prefix} expands to YAML without a finding`, () => {
      const text = expandSnippet(snippet);
      const config = wholeDocuments.includes(snippet.prefix)
        ? text
        : exampleConfig(snippet.prefix === 'qwen-dataset' ? `datasets:\n${indent(text)}` : text);
      assert.deepEqual(parseConfigDocument(config, 'yaml').problems, []);
      const found = findInText(config).map((finding) => `${finding.code}: ${finding.message}`);
      assert.deepEqual(found, []);
    });

    it(`${snippet.prefix} numbers its tab stops without a gap and ends at the last`, () => {
      const stops = [...new Set(tabStops(snippet))].sort((a, b) => a - b);
      assert.deepEqual(stops, [...stops.keys()]);
      assert.equal(tabStops(snippet).at(-1), 0);
    });
  }
});

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
