import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageExtension } from '../release/package.mjs';
import { repositoryRoot } from '../run-command.mjs';
import { doStep, withEditorPage } from './editor-page.mjs';

/**
 * @typedef {object} Picture
 * @property {string} name of the file below docs/pictures/, without its ending
 * @property {'light' | 'dark' | 'high-contrast'} theme
 * @property {string} file what is open, below examples/, perhaps with `:LINE:COLUMN`
 * @property {number} width of the window, in CSS pixels
 * @property {number} height of the window, in CSS pixels
 * @property {Record<string, unknown>} [settings] of the user
 * @property {Record<string, string>} [env] variables of the editor's processes
 * @property {readonly string[]} steps what is done first, as `doStep` takes it
 */

const withoutSideBar = ['key:Control+b'];

const narrow = { width: 1000, height: 560 };

/** The breadcrumbs name what the language server found at the cursor. */
const symbolsAreThere = 'wait-css:.monaco-breadcrumb-item:has-text("diffusion_trainer")';

/** Lenses arrive late and move the lines, which closes a hover. */
const linesAreStill = 'wait-ms:2000';

/** The first start asks whether to rehearse; Escape starts. */
const withoutRehearsal = ['wait:Start without a rehearsal', 'key:Escape'];

/** A training with samples and a spike, to its end, and its dashboard. */
const dashboard = {
  file: 'maya-qwen-image.yaml',
  width: 1100,
  height: 860,
  env: { PRACTICE_STEPS_PER_SECOND: '40', PRACTICE_FAIL: 'spike@250' },
  steps: [
    ...withoutSideBar,
    'wait-css:.codelens-decoration',
    linesAreStill,
    'command:Start Qwen training',
    ...withoutRehearsal,
    'wait-css:.statusbar-item :text-matches("maya_qwen_image [0-9]+/")',
    'key:Control+j',
    'wait-css:.statusbar-item :text-matches("maya_qwen_image finished")',
    'key:Escape',
    'click-css:.statusbar-item :text-matches("maya_qwen_image finished")',
    'page-wait:.incident',
    'page-wait:.plot canvas',
  ],
};

const hover = {
  file: 'maya-qwen-image.yaml:49:10',
  ...narrow,
  steps: [
    ...withoutSideBar,
    symbolsAreThere,
    linesAreStill,
    'key:Control+k',
    'key:Control+i',
    'wait-css:.monaco-hover:not(.hidden) table',
  ],
};

const completion = {
  file: 'maya-qwen-image.yaml:57:16',
  width: 1180,
  height: 660,
  steps: [
    ...withoutSideBar,
    symbolsAreThere,
    linesAreStill,
    'key:Shift+End',
    'key:Delete',
    'key:Control+Space',
    'wait-css:.suggest-widget.visible .monaco-list-row',
    'key:ArrowDown',
    // A second time shows what the entry means.
    'key:Control+Space',
    'wait-css:.suggest-details',
    // The pane takes its height from the entry that it showed before.
    'key:ArrowDown',
    'wait-ms:500',
    'key:ArrowUp',
  ],
};

/** @type {readonly Picture[]} */
const pictures = [
  {
    name: 'diagnostics-dark',
    theme: 'dark',
    file: 'guide-as-written.yaml:32:1',
    width: 1100,
    height: 700,
    steps: [
      ...withoutSideBar,
      'wait-css:.squiggly-warning',
      'key:Control+Shift+m',
      'wait:qwen-arch-missing',
      linesAreStill,
      // No row of the list is to be selected.
      'key:Escape',
      'key:Control+1',
    ],
  },
  {
    name: 'quick-fix-dark',
    theme: 'dark',
    file: 'guide-as-written.yaml:60:10',
    ...narrow,
    height: 500,
    steps: [
      ...withoutSideBar,
      'wait-css:.squiggly-error',
      linesAreStill,
      'key:Control+Period',
      'wait-css:.action-widget .action',
    ],
  },
  { name: 'hover-dark', theme: 'dark', ...hover },
  { name: 'hover-light', theme: 'light', ...hover },
  { name: 'completion-dark', theme: 'dark', ...completion },
  { name: 'completion-light', theme: 'light', ...completion },
  {
    name: 'training-dark',
    theme: 'dark',
    file: 'maya-qwen-image.yaml',
    width: 1100,
    height: 680,
    steps: [
      ...withoutSideBar,
      'wait-css:.codelens-decoration',
      linesAreStill,
      'click:Start Qwen training',
      ...withoutRehearsal,
      'wait-css:.statusbar-item :text-matches("maya_qwen_image 1[0-9][0-9]/")',
    ],
  },
  { name: 'dashboard-dark', theme: 'dark', ...dashboard, steps: [...dashboard.steps, 'page-scroll:.now'] },
  { name: 'dashboard-light', theme: 'light', ...dashboard, steps: [...dashboard.steps, 'page-scroll:.now'] },
];

const picturesFolder = join(repositoryRoot, 'docs', 'pictures');

/** What running the examples by hand leaves behind. */
const leftovers = new Set(['output', '__pycache__']);

/**
 * Takes the README's pictures again from the running editor: all of them, or those whose names are given.
 */
async function main(names) {
  const unknown = names.filter((name) => !pictures.some((picture) => picture.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `No picture is called '${unknown.join("', '")}'. Pictures: ${pictures.map(({ name }) => name).join(', ')}.`,
    );
  }
  const vsix = await packageExtension();
  for (const picture of pictures) {
    if (names.length === 0 || names.includes(picture.name)) await take(picture, vsix);
  }
}

/** @param {Picture} picture */
async function take({ name, steps, ...page }, vsix) {
  const path = join(picturesFolder, `${name}.png`);
  const root = mkdtempSync(join(tmpdir(), 'qwen-lora-picture-'));
  const workspace = join(root, 'examples');
  try {
    // What is done for a picture changes files.
    cpSync(join(repositoryRoot, 'examples'), workspace, {
      recursive: true,
      filter: (source) => !leftovers.has(basename(source)),
    });
    await withEditorPage({ ...page, workspace, vsix }, async (window) => {
      for (const step of steps) await doStep(window, step);
      await window.waitForTimeout(1500);
      mkdirSync(picturesFolder, { recursive: true });
      await window.screenshot({ path });
    });
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
  console.log(path);
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
