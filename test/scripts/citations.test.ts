import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../support/find-in-text';
import { loadScript } from '../support/load-script';

interface Citation {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly at: number;
}

type CitationInFile = Citation & { file: string; line: number; key?: string; since?: string };
type Anchors = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Checkout {
  readonly paths: readonly string[];
  lines(path: string): readonly string[];
}

interface FindModule {
  findCitations(text: string): Citation[];
}

interface CollectModule {
  collectCitations(): CitationInFile[];
  citationsIn(file: string, text: string): CitationInFile[];
}

interface CheckModule {
  resolvePath(path: string, paths: readonly string[]): string | undefined;
  problemOf(citation: CitationInFile, checkout: Checkout, anchors: Anchors): string | undefined;
  anchorOf(citation: { first: number; last: number }, lines: readonly string[]): string;
}

interface LinkModule {
  linkCitations(markdown: string, commit: string, resolve: (path: string) => string | undefined): string;
}

const sources: Readonly<Record<string, string>> = {
  'toolkit/settings.py': `class TrainSettings:
    def __init__(self, **kwargs):
        self.steps = kwargs.get('steps', 1000)
        self.lr = kwargs.get('lr', 1e-6)

        self.warmup = kwargs.get('warmup', 0)
        if self.warmup > 0:
            raise ValueError('no')
`,
  'toolkit/models/base.py': 'x = 1\n',
  'jobs/base.py': 'y = 1\n',
};
const checkout: Checkout = {
  paths: Object.keys(sources),
  lines: (file) => (sources[file] ?? '').trimEnd().split('\n'),
};

describe('citations of ai-toolkit', () => {
  const rows: readonly [text: string, found: readonly string[]][] = [
    ['see toolkit/a.py:12', ['toolkit/a.py:12-12']],
    ['(a_b.py:12-15, 20)', ['a_b.py:12-15', 'a_b.py:20-20']],
    ['`x/a.py:1`, `2-3` and `4`', ['x/a.py:1-1', 'x/a.py:2-3', 'x/a.py:4-4']],
    ['[`x/a.py:1`](https://host/x/a.py#L1), [`22`](https://host/x/a.py#L22)', ['x/a.py:1-1', 'x/a.py:22-22']],
    ['a.py:1, b.py:2', ['a.py:1-1', 'b.py:2-2']],
    ['a.py:1 and 2 other files', ['a.py:1-1']],
    ['https://host/blob/main/a.py, 12:30, a.ts:4', []],
  ];
  for (const [text, found] of rows) {
    it(`are found in ${text}`, async () => {
      const { findCitations } = await loadScript<FindModule>('citations/find-citations.mjs');
      assert.deepEqual(
        findCitations(text).map(({ path: file, first, last }) => `${file}:${first}-${last}`),
        found,
      );
    });
  }

  it('of facts know their key, and since when it is there', async () => {
    const { citationsIn } = await loadScript<CollectModule>('citations/collect-citations.mjs');
    const facts = {
      sections: {
        train: {
          source: 'toolkit/a.py:1',
          keys: {
            steps: { default: 1, source: 'toolkit/a.py:2' },
            fresh: { since: '0.13.0', source: 'toolkit/a.py:3' },
          },
        },
      },
    };
    const found = citationsIn('schemas/facts/train.json', JSON.stringify(facts, null, 2));
    assert.deepEqual(
      found.map(({ first, key, since }) => ({ first, key, since })),
      [
        { first: 1, key: undefined, since: undefined },
        { first: 2, key: 'steps', since: undefined },
        { first: 3, key: 'fresh', since: '0.13.0' },
      ],
    );
  });
});

describe('a citation', () => {
  const problem = async (place: string, key: string | undefined, anchor: string | undefined) => {
    const { problemOf } = await loadScript<CheckModule>('citations/check-citations.mjs');
    const { findCitations } = await loadScript<FindModule>('citations/find-citations.mjs');
    const [found] = findCitations(place);
    assert.ok(found);
    const citation = { ...found, file: 'a.md', line: 1, ...(key === undefined ? {} : { key }) };
    const range = found.first === found.last ? `${found.first}` : `${found.first}-${found.last}`;
    const anchors: Anchors = anchor === undefined ? {} : { 'toolkit/settings.py': { [range]: anchor } };
    return problemOf(citation, checkout, anchors);
  };
  const steps = "self.steps = kwargs.get('steps', 1000)";
  const lr = "self.lr = kwargs.get('lr', 1e-6)";
  const warmup = "if self.warmup > 0: … raise ValueError('no')";

  const right: readonly [place: string, key: string | undefined, anchor: string][] = [
    ['toolkit/settings.py:3', 'steps', steps],
    ['settings.py:4', undefined, lr],
    // Two lines away is near enough; the head of a block proves what it passes on.
    ['settings.py:4', 'warmup', lr],
    ['settings.py:7-8', 'anything', warmup],
  ];
  for (const [place, key, anchor] of right) {
    it(`is right: ${place} for ${key ?? 'no key'}`, async () => {
      assert.equal(await problem(place, key, anchor), undefined);
    });
  }

  const wrong: readonly [
    place: string,
    key: string | undefined,
    anchor: string | undefined,
    reason: RegExp,
  ][] = [
    ['toolkit/gone.py:3', undefined, steps, /not one file/],
    ['base.py:1', undefined, steps, /not one file/],
    ['settings.py:99', undefined, steps, /has 8 lines, not 99/],
    ['settings.py:4-2', undefined, steps, /has 8 lines, not 4-2/],
    ['settings.py:5', undefined, '', /lines are empty/],
    ['settings.py:3', 'batch_size', steps, /'batch_size' is not in these lines/],
    ['settings.py:4', undefined, undefined, /no anchor yet/],
    ['settings.py:4', undefined, steps, /These lines are now 3;/],
    ['settings.py:4', undefined, 'self.old = 1', /These lines are gone; the citation meant: self\.old = 1/],
    ['settings.py:2-3', undefined, warmup, /These lines are now 7-8;/],
  ];
  for (const [place, key, anchor, reason] of wrong) {
    it(`is wrong: ${place}, ${reason.source}`, async () => {
      assert.match((await problem(place, key, anchor)) ?? '', reason);
    });
  }
});

describe('links of citations', () => {
  const link = async (markdown: string) => {
    const { linkCitations } = await loadScript<LinkModule>('citations/link-citations.mjs');
    const { resolvePath } = await loadScript<CheckModule>('citations/check-citations.mjs');
    return linkCitations(markdown, 'c0ffee', (file) => resolvePath(file, checkout.paths));
  };
  const blob = 'https://github.com/ostris/ai-toolkit/blob/c0ffee/toolkit/settings.py';

  it('name the commit and the lines, one link for each place', async () => {
    assert.equal(
      await link('Read there (`settings.py:3, 7-8`), and `toolkit/settings.py:1` and `2`.'),
      `Read there ([\`settings.py:3\`](${blob}#L3), [\`7-8\`](${blob}#L7-L8)), and [\`toolkit/settings.py:1\`](${blob}#L1) and [\`2\`](${blob}#L2).`,
    );
  });

  it('are renewed, and left out where the file is not known', async () => {
    const once = await link('`settings.py:3`, `4`');
    assert.equal(await link(once), once);
    assert.equal(await link(once.replaceAll('c0ffee', 'abc123')), once);
    assert.equal(await link('`unknown.py:3`'), '`unknown.py:3`');
  });
});

describe('this project', () => {
  it('cites only places that schemas/citations.json holds an anchor of', async () => {
    const { collectCitations } = await loadScript<CollectModule>('citations/collect-citations.mjs');
    const { resolvePath } = await loadScript<CheckModule>('citations/check-citations.mjs');
    const anchors = JSON.parse(
      readFileSync(path.join(repositoryRoot, 'schemas/citations.json'), 'utf8'),
    ) as Anchors;
    const missing = collectCitations()
      .filter(({ since }) => since === undefined)
      .filter(({ path: file, first, last }) => {
        const whole = resolvePath(file, Object.keys(anchors));
        const range = first === last ? `${first}` : `${first}-${last}`;
        return whole === undefined || anchors[whole]?.[range] === undefined;
      })
      .map(({ file, line, path: cited, first }) => `${file}:${line} cites ${cited}:${first}`);
    assert.deepEqual(missing, [], 'npm run citations -- PATH --update writes the anchors');
  });
});
