import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadScript } from '../../support/load-script';

interface ArgumentsModule {
  readTestArguments(
    args: readonly string[],
    env?: Record<string, string>,
  ): { names: string[]; pattern: string | undefined; mayInstall: boolean };
}

interface NamesModule {
  filesWithName(files: readonly string[], pattern: string, read: (file: string) => string): string[];
}

interface Chosen {
  readonly suite: { readonly name: string; readonly alone?: boolean };
}

interface SuitesModule {
  runSuites(chosen: readonly Chosen[], run: (each: Chosen) => Promise<void>, lanes: number): Promise<void>;
}

describe('the arguments of npm test', () => {
  const read = async (args: readonly string[], env = {}) => {
    const { readTestArguments } = await loadScript<ArgumentsModule>('tests/test-arguments.mjs');
    return readTestArguments(args, env);
  };

  it('are suites and files, a name, and whether something may be installed', async () => {
    assert.deepEqual(await read([]), { names: [], pattern: undefined, mayInstall: true });
    assert.deepEqual(await read(['unit', '--name', 'a rule', 'rules.test', '--no-install']), {
      names: ['unit', 'rules.test'],
      pattern: 'a rule',
      mayInstall: false,
    });
    assert.deepEqual(await read(['--name=x=y'], { QWEN_LORA_NO_INSTALL: '1' }), {
      names: [],
      pattern: 'x=y',
      mayInstall: false,
    });
  });

  it('are refused with the reason', async () => {
    await assert.rejects(read(['--nmae', 'x']), /Unknown option '--nmae'/);
    await assert.rejects(read(['--name']), /--name needs/);
    await assert.rejects(read(['--name', '(']), /--name: .*regular expression/);
  });
});

describe('a test by its name', () => {
  const texts: Readonly<Record<string, string>> = {
    'plain.test.ts': "describe('hover', () => { it('shows the default', run); });",
    'quoted.test.ts': `test("says 'no' to a folder", run);`,
    'template.test.ts': 'it(`finds in ${file} what is marked`, run);',
    'computed.test.ts': 'for (const row of rows) it(row.name, run);',
  };
  const find = async (pattern: string) => {
    const { filesWithName } = await loadScript<NamesModule>('tests/tests-by-name.mjs');
    return filesWithName(Object.keys(texts), pattern, (file) => texts[file] ?? '');
  };

  const rows: readonly [pattern: string, files: readonly string[]][] = [
    ['shows the default', ['plain.test.ts']],
    ['hover', ['plain.test.ts']],
    ["says 'no'", ['quoted.test.ts']],
    ['finds in fires.yaml what', ['template.test.ts']],
    ['what is marked', ['template.test.ts']],
    ['^shows|^says', ['plain.test.ts', 'quoted.test.ts']],
    ['a name that no call contains', ['computed.test.ts']],
  ];
  for (const [pattern, files] of rows) {
    it(`is looked for in the right files: ${pattern}`, async () =>
      assert.deepEqual(await find(pattern), files));
  }
});

describe('suites', () => {
  it('run together where they may, a few at once, and the others alone at the end', async () => {
    const { runSuites } = await loadScript<SuitesModule>('tests/run-suites.mjs');
    const chosen: Chosen[] = [
      { suite: { name: 'a' } },
      { suite: { name: 'editor', alone: true } },
      { suite: { name: 'b' } },
      { suite: { name: 'c' } },
    ];
    let running = 0;
    const log: string[] = [];
    const run = async ({ suite }: Chosen) => {
      running += 1;
      log.push(`${suite.name}:${running}`);
      await new Promise(setImmediate);
      running -= 1;
    };
    await runSuites(chosen, run, 2);
    assert.deepEqual(log, ['a:1', 'b:2', 'c:2', 'editor:1']);
  });
});
