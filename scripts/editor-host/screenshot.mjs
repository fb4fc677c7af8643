import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { doStep, withEditorPage } from './editor-page.mjs';

const usage = `node scripts/editor-host/screenshot.mjs --out PICTURE.png [options]

  --workspace FOLDER     what to open (default: examples)
  --file PATH[:LINE:COL] a file in it to open, with the cursor there
  --theme light|dark     (default: dark)
  --size WIDTHxHEIGHT    of the window (default: 1280x800)
  --scale N              device pixels for one of the window's (default: 1)
  --clip X,Y,W,H         the part of the window to keep
  --vsix FILE            run from this package instead of dist/
  --setting KEY=JSON     a user setting; may be repeated
  --step KIND:ARGUMENT   something to do first; may be repeated. Kinds: key, type, hover, hover-css, click,
                         click-css, wait, wait-css, wait-ms, command; and shot:PICTURE.png for one in between
  --settle MS            pause before the picture (default: 1500)`;

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      workspace: { type: 'string', default: 'examples' },
      file: { type: 'string' },
      theme: { type: 'string', default: 'dark' },
      size: { type: 'string', default: '1280x800' },
      scale: { type: 'string', default: '1' },
      clip: { type: 'string' },
      vsix: { type: 'string' },
      setting: { type: 'string', multiple: true, default: [] },
      step: { type: 'string', multiple: true, default: [] },
      settle: { type: 'string', default: '1500' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const [width, height] = values.size.split('x').map(Number);
  const [x, y, clipWidth, clipHeight] = values.clip?.split(',').map(Number) ?? [];
  const clip = values.clip === undefined ? undefined : { x, y, width: clipWidth, height: clipHeight };
  const settings = Object.fromEntries(
    values.setting.map((each) => {
      const equals = each.indexOf('=');
      return [each.slice(0, equals), JSON.parse(each.slice(equals + 1))];
    }),
  );
  const { workspace, file, theme, vsix } = values;
  await withEditorPage(
    { workspace, file, theme, width, height, scale: Number(values.scale), vsix, settings },
    async (page) => {
      const shoot = async (path) => {
        await page.waitForTimeout(Number(values.settle));
        mkdirSync(dirname(resolve(path)), { recursive: true });
        await page.screenshot({ path: resolve(path), ...(clip === undefined ? {} : { clip }) });
        console.log(path);
      };
      for (const step of values.step) {
        if (step.startsWith('shot:')) await shoot(step.slice('shot:'.length));
        else await doStep(page, step);
      }
      await shoot(values.out);
    },
  );
}

await main();
