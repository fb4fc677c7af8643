import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { doStep, withEditorPage } from './editor-page.mjs';
import { packageExtension } from './package.mjs';
import { repositoryRoot } from './run-command.mjs';

/**
 * @typedef {object} Picture
 * @property {string} name of the file below docs/pictures/, without its ending
 * @property {'light' | 'dark'} theme
 * @property {string} file what is open, below examples/, perhaps with `:LINE:COLUMN`
 * @property {number} width of the window, in CSS pixels
 * @property {number} height of the window, in CSS pixels
 * @property {{ x: number, y: number, width: number, height: number }} [clip] the part of the window to keep
 * @property {Record<string, unknown>} [settings] of the user
 * @property {readonly string[]} steps what is done first, as `doStep` takes it
 */

const withoutSideBar = ['key:Control+b'];

/** The breadcrumbs name what the language server found at the cursor. */
const symbolsAreThere = 'wait-css:.monaco-breadcrumb-item:has-text("diffusion_trainer")';

const hover = {
  file: 'maya-qwen-image.yaml:49:10',
  width: 1000,
  height: 640,
  steps: [...withoutSideBar, symbolsAreThere, 'wait-ms:2000', 'key:Control+k', 'key:Control+i', 'wait-css:.monaco-hover:not(.hidden) table'],
};

const completion = {
  file: 'maya-qwen-image.yaml:57:16',
  width: 1000,
  height: 640,
  steps: [
    ...withoutSideBar,
    symbolsAreThere,
    'key:Shift+End',
    'key:Delete',
    'key:Control+Space',
    'wait-css:.suggest-widget.visible .monaco-list-row',
  ],
};

/** @type {readonly Picture[]} */
const pictures = [
  {
    name: 'diagnostics-dark',
    theme: 'dark',
    file: 'guide-as-written.yaml:51:1',
    width: 1200,
    height: 800,
    steps: [
      ...withoutSideBar,
      'wait-css:.squiggly-warning',
      'key:Control+Shift+m',
      'wait:qwen-arch-missing',
      'key:Control+1',
    ],
  },
  {
    name: 'quick-fix-dark',
    theme: 'dark',
    file: 'guide-as-written.yaml:60:10',
    width: 1000,
    height: 560,
    steps: [
      ...withoutSideBar,
      'wait-css:.squiggly-error',
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
    width: 1200,
    height: 760,
    steps: [...withoutSideBar, 'wait-css:.codelens-decoration', 'click:Start Qwen training', 'wait:96/320'],
  },
];

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
  const vsix = process.env.VSIX ?? (await packageExtension());
  for (const picture of pictures) {
    if (names.length === 0 || names.includes(picture.name)) await take(picture, vsix);
  }
}

/** @param {Picture} picture */
async function take({ name, steps, clip, ...page }, vsix) {
  const path = join(process.env.OUT ?? join(repositoryRoot, 'docs', 'pictures'), `${name}.png`);
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
      mkdirSync(join(path, '..'), { recursive: true });
      await window.screenshot({ path, ...(clip === undefined ? {} : { clip }) });
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
