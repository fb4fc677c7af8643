import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace } from '../../../support/editor/documents';
import { findExtension, listeningUser, startExtension } from '../../../support/editor/extension';
import { connectToWindow, type EditorWindow, textIn } from '../../../support/editor/window';

interface Recorded {
  readonly job: string | null;
  readonly result: string;
  readonly step: number | null;
  readonly exitCode: number | null;
  readonly losses: { readonly count: number };
  readonly samples: { readonly count: number };
}

/** The recorded runs of ai-toolkit lie next to the project; without them there is one test that says so. */
const home = join(findExtension().extensionPath, '..', 'shared', 'real-runs');
const names = existsSync(home)
  ? readdirSync(home).filter((name) => existsSync(join(home, name, 'expect.json')))
  : [];

describe('The dashboard of a recorded run', function () {
  this.timeout(180_000);
  let window: EditorWindow;
  let folder = '';
  let answers: vscode.Disposable | undefined;

  before(async () => {
    const user = listeningUser();
    const dialogs = { ...user.dialogs, pickFolder: async () => folder };
    answers = (await startExtension()).answerDialogs(dialogs);
    window = await connectToWindow();
  });
  after(async () => {
    answers?.dispose();
    await window.close();
  });
  afterEach(closeAll);

  if (names.length === 0) it('has no recorded runs here');
  for (const name of names) {
    const expected: Recorded = JSON.parse(readFileSync(join(home, name, 'expect.json'), 'utf8'));
    if (layOut(name) === undefined) continue;
    it(`shows ${name}`, async () => {
      folder = layOut(name, inWorkspace(`recorded/${name}`).fsPath) ?? '';
      await vscode.commands.executeCommand('qwenLora.openRunFolder');
      const { shown } = window;
      await textIn(shown.locator('.now vscode-badge'), conditionOf(expected));
      if (expected.step !== null)
        await textIn(shown.locator('.facts'), new RegExp(`Step${expected.step}\\b`));
      else assert.doesNotMatch((await shown.locator('.facts').textContent()) ?? '', /Step/);
      if (expected.losses.count > 0) await textIn(shown.locator('.readout'), /\d steps?/);
      const images = await shown.locator('.thumbnail').count();
      assert.ok(expected.samples.count === 0 ? images === 0 : images > 0, `${images} images`);
      assert.deepEqual(await shown.getByRole('alert').filter({ visible: true }).count(), 0);
    });
  }
});

/** Nobody saw how these ended: what the log does not say is not known. */
function conditionOf({ result, exitCode }: Recorded): string {
  const isSilent = exitCode !== null && exitCode < 0 && result !== 'finished';
  return isSilent || result === 'running' ? 'not finished' : result;
}

/** Lays a recorded run out as the folder that it was, with its log; undefined for a start that made none. */
function layOut(name: string, to?: string): string | undefined {
  const from = join(home, name);
  const listed: { readonly run: readonly [string, number | null, number][] | null } = JSON.parse(
    readFileSync(join(from, 'files.json'), 'utf8'),
  );
  const files = listed.run ?? [];
  if (!files.some(([file]) => file === 'config.yaml')) return undefined;
  if (to === undefined) return from;
  for (const [file, size, order] of files) {
    if (size === null) continue;
    const target = join(to, file);
    mkdirSync(dirname(target), { recursive: true });
    const source = join(from, 'run', file);
    if (existsSync(source) && statSync(source).isFile()) copyFileSync(source, target);
    else writeFileSync(target, Buffer.alloc(Math.min(size, 1_000_000)));
    utimesSync(target, 1_700_000_000 + order, 1_700_000_000 + order);
  }
  copyFileSync(join(from, 'run.log'), join(to, 'log.txt'));
  utimesSync(join(to, 'log.txt'), 1_700_000_000, 1_700_000_000);
  return to;
}
