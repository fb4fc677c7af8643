import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

const root = join(__dirname, '..', '..');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const pictures = join(root, 'images', 'walkthrough');

/** The walkthrough's steps as the manifest has them, with what each one names. */
function steps() {
  const { contributes }: { contributes: { walkthroughs: { steps: unknown[] }[] } } = JSON.parse(manifest);
  return (contributes.walkthroughs[0]?.steps ?? []).map((step) => JSON.stringify(step));
}

test('each step has a picture of its own, and each picture a step', () => {
  const used = steps().map((step) => basename(/"svg":"([^"]+)"/.exec(step)?.[1] ?? ''));
  assert.ok(used.length > 0);
  assert.deepEqual([...used].sort(), readdirSync(pictures).sort());
});

test('each step completes by something that happened, not by a click', () => {
  const source = readFileSync(join(root, 'client', 'src', 'milestones.ts'), 'utf8');
  for (const step of steps()) {
    const milestone = /"completionEvents":\["onContext:qwenLora\.reached\.(\w+)"\]/.exec(step)?.[1];
    assert.ok(milestone, step);
    assert.ok(source.includes(`'${milestone}'`), `'${milestone}' is never reached.`);
  }
});

test('each button is a command that there is', () => {
  for (const [, command] of steps()
    .join('\n')
    .matchAll(/\(command:([\w.]+)\)/g)) {
    assert.ok(manifest.includes(`"command": "${command}"`), command);
  }
});

test('the pictures are small and take their colours from the theme', () => {
  for (const name of readdirSync(pictures)) {
    const svg = readFileSync(join(pictures, name), 'utf8');
    assert.ok(statSync(join(pictures, name)).size < 10_000, name);
    assert.match(svg, /var\(--vscode-/, name);
    assert.doesNotMatch(svg, /<script|<image|href=|style=/, name);
  }
});
