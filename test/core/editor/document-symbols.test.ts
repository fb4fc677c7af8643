import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver-types';
import { documentSymbols } from '../../../core/editor/document-symbols';
import { readConfig, repositoryRoot } from '../../support/find-in-text';

describe('the outline', () => {
  it('names the job, its process, sections, datasets and prompts as a person would', () => {
    check(
      `job: extension
config:
  name: maya
  process:
    - type: diffusion_trainer
      training_folder: output
      trigger_word: maya_char
      network: {type: lora, linear: 16}
      save:
        save_every: 340
        dtype: bf16
      datasets:
        - folder_path: "data/40_maya_char"
          resolution: [1024, 1024]
          num_repeats: 5
        - folder_path: 'C:\\data\\20_maya_body\\'
          resolution: [512, 768]
          control_path: control/20_maya_body
      train:
        steps: 3400
        lr: 2e-4
      model:
        name_or_path: Qwen/Qwen-Image-Edit-2509
        quantize: true
        qtype: "uint3|ostris/accuracy_recovery_adapters/qwen_image_edit_2509_torchao_uint3.safetensors"
      sample:
        sample_every: 340
        width: 1024
        height: 768
        prompts:
          - "maya_char, portrait"
          - "maya_char, full body, standing, photorealistic"
meta:
  version: '1.0'
`,
      [
        'Module maya — job extension',
        '  Class diffusion_trainer',
        '    Constant trigger word maya_char',
        '    Object network — lora · rank 16',
        '    Object save — every 340 steps · bf16',
        '    Array datasets',
        '      Package dataset 40_maya_char · 1024 — 5 repeats',
        '      Package dataset 20_maya_body · 512, 768 — control images',
        '    Object train — 3400 steps · lr 2e-4',
        '    Object model — Qwen-Image-Edit-2509 · uint3 with adapter',
        '    Object sample — every 340 steps · 1024×768',
        '      String sample prompt 1: maya_char, portrait',
        '      String sample prompt 2: maya_char, full body…',
        'Object meta',
      ],
    );
  });

  it('reads flow style and JSON alike', () => {
    const json =
      '{"job": "extension", "config": {"name": "maya", "process": [{"type": "sd_trainer",' +
      ' "datasets": [{"folder_path": "d/40_maya", "resolution": 512}], "sample": {"samples": [{"prompt": "a"}, {"seed": 1}]}}]}}';
    const expected = [
      'Module maya — job extension',
      '  Class sd_trainer',
      '    Array datasets',
      '      Package dataset 40_maya · 512',
      '    Object sample',
      '      String sample prompt 1: a',
      '      String sample prompt 2',
    ];
    check(json, expected);
    check(json, expected, 'json');
  });

  it('tells several processes apart', () => {
    check('config:\n  process:\n    - type: sd_trainer\n    - training_folder: x\n', [
      'Module job without a name — job',
      '  Class sd_trainer — process 1 of 2',
      '  Class process without a type — process 2 of 2',
    ]);
  });

  it('takes `samples` for the prompts where both are written, as ai-toolkit does', () => {
    check(
      'config:\n  process:\n    - type: sd_trainer\n      sample:\n        prompts: [old]\n        samples:\n          - prompt: new\n',
      [
        'Module job without a name — job',
        '  Class sd_trainer',
        '    Object sample',
        '      String sample prompt 1: new',
      ],
    );
  });

  it('shows what a broken text still says', () => {
    check(
      'job: extension\nconfig:\n  name: maya\n  process:\n    - type: sd_trainer\n      train:\n        steps: 10\n      sample:\n        neg: "unclosed\n',
      [
        'Module maya — job extension',
        '  Class sd_trainer',
        '    Object train — 10 steps',
        '    Object sample',
      ],
    );
    check('config: [', ['Object config']);
    check('', []);
  });

  it('leaves out what an alias or a merge repeats from elsewhere', () => {
    check(
      'config:\n  process:\n    - &first\n      type: sd_trainer\n      train: {steps: 5}\n    - <<: *first\n      type: slider\n',
      [
        'Module job without a name — job',
        '  Class sd_trainer — process 1 of 2',
        '    Object train — 5 steps',
        '  Class slider — process 2 of 2',
      ],
    );
  });

  it('keeps every selection inside its range and every child inside its parent, wherever a text breaks off', () => {
    const folder = path.join(repositoryRoot, 'examples');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (let length = text.length; length > 0; length -= 7) {
        for (const symbol of documentSymbols(readConfig(text.slice(0, length)))) checkNesting(symbol);
      }
    }
  });
});

function check(text: string, expected: readonly string[], format: 'yaml' | 'json' = 'yaml'): void {
  const symbols = documentSymbols(readConfig(text, format));
  for (const symbol of symbols) checkNesting(symbol);
  assert.deepEqual(
    symbols.flatMap((symbol) => linesOf(symbol, '')),
    expected,
  );
}

function linesOf(symbol: DocumentSymbol, indent: string): string[] {
  const kind = Object.entries(SymbolKind).find(([, value]) => value === symbol.kind)?.[0];
  const detail = symbol.detail === undefined ? '' : ` — ${symbol.detail}`;
  const children = (symbol.children ?? []).flatMap((child) => linesOf(child, `${indent}  `));
  return [`${indent}${kind} ${symbol.name}${detail}`, ...children];
}

function checkNesting(symbol: DocumentSymbol): void {
  assert.notEqual(symbol.name.trim(), '');
  assert.ok(holds(symbol.range, symbol.selectionRange), `the selection of '${symbol.name}'`);
  for (const child of symbol.children ?? []) {
    assert.ok(holds(symbol.range, child.range), `'${child.name}' in '${symbol.name}'`);
    checkNesting(child);
  }
}

function holds(outer: Range, inner: Range): boolean {
  const key = ({ line, character }: Range['start']) => line * 1_000_000 + character;
  return key(outer.start) <= key(inner.start) && key(inner.end) <= key(outer.end);
}
