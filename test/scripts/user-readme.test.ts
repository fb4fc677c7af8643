import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';
import { loadScript } from '../support/load-script';

type UserReadme = (readme: string, embed: (path: string) => Promise<string>) => Promise<string>;
let userReadme: UserReadme;

before(async () => {
  ({ userReadme } = await loadScript<{ userReadme: UserReadme }>('release/user-readme.mjs'));
});

const embed = async (picture: string) => `data:image/webp;base64,${picture}`;

it('leaves out what is for the repository and takes in what is for the page', async () => {
  const readme = 'a\n<!-- repository -->\nnpm start\n<!-- /repository -->\n<!-- page\nInstalled\n-->\nb\n';
  assert.equal(await userReadme(readme, embed), 'a\nInstalled\nb\n');
});

it('embeds pictures and takes away links to files', async () => {
  const readme =
    '![A](docs/a.png) See [the page](docs/a.md), [web](https://example.org) ([more](docs/b.md)).\n';
  assert.equal(
    await userReadme(readme, embed),
    '![A](data:image/webp;base64,docs/a.png) See the page, [web](https://example.org).\n',
  );
});

it('makes a page of the README that needs no file beside it', async () => {
  const page = await userReadme(readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8'), embed);
  assert.doesNotMatch(page, /npm (start|test|run)|<!--/);
  assert.match(page, /## First steps/);
  const targets = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  assert.ok(targets.length > 3);
  for (const target of targets) assert.match(target, /^(https:|data:)/);
});
