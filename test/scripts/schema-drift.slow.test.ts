import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, before, beforeEach, describe, it } from 'node:test';
import { isLegacyArch } from '../../core/profiles/archs';
import { isInRange } from '../../core/toolkit/versions';
import { repositoryRoot } from '../support/find-in-text';
import { loadScript } from '../support/load-script';
import { writeCheckout } from '../support/pretend-checkout';

interface ValueReader {
  readonly enumeration: string;
  readonly files: readonly string[];
  readonly operand?: string;
  readonly literal?: string;
  readonly implied?: readonly string[];
}

interface Enumeration {
  readonly values: Readonly<Record<string, unknown>>;
  readonly valuesSince?: Readonly<Record<string, string>>;
}

const { enums }: { readonly enums: Readonly<Record<string, Enumeration>> } = JSON.parse(
  readFileSync(path.join(repositoryRoot, 'schemas/facts/enums.json'), 'utf8'),
);
let valueReaders: readonly ValueReader[] = [];

before(async () => {
  ({ valueReaders } = await loadScript<{ valueReaders: readonly ValueReader[] }>('schema/value-readers.mjs'));
});

describe('npm run schema:drift', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qwen-lora-drift-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('prints nothing for a checkout that asks for what the facts hold', () => {
    writeCheckout(folder);
    writeValues(folder, '0.12.26');
    assert.deepEqual(drift(folder), { status: 0, lines: [] });
  });

  it('prints what a checkout adds, drops and changes', () => {
    writeCheckout(folder, {
      version: '0.13.0',
      without: ['train.max_loss', 'model.arch', 'dataset.pin_memory', 'modelKwargs.rgba'],
      extra: { 'dataset.brand_new': "'all'" },
      defaults: {
        'train.lr': '0.5',
        'save.save_every': 'None',
        'sample.neg': 'self.other',
        'sample.extra_values': "[1, ('a', None)]",
        'train.steps': '1_000',
      },
    });
    writeValues(folder, '0.13.0', (name, values) =>
      name === 'optimizer' ? [...values.filter((value) => value !== 'lion'), 'brand_new'] : values,
    );
    const { status, lines } = drift(folder);
    assert.equal(status, 1);
    assert.deepEqual(
      lines.map((line) => line.replace(/:\d+(?=\)?$)/, '')),
      [
        'ai-toolkit 0.13.0 against the facts of 0.12.26 and 0.13.22:',
        "+ dataset.brand_new = 'all'  toolkit/config_modules.py",
        '- dataset.pin_memory  (was toolkit/config_modules.py)',
        '- model.arch  (was toolkit/config_modules.py)',
        "~ sample.extra_values: [] → [1, ('a', None)]  toolkit/config_modules.py",
        '~ sample.neg: false → self.other  toolkit/config_modules.py',
        '~ save.save_every: 1000 → None  toolkit/config_modules.py',
        '~ train.lr: 0.000001 → 0.5  toolkit/config_modules.py',
        '- train.max_loss  (was toolkit/config_modules.py)',
        '+ enum optimizer.brand_new  a value',
        '- enum optimizer.lion  (was toolkit/optimizer.py)',
      ],
    );
  });

  it('says that a folder is no ai-toolkit', () => {
    const { status, lines } = drift(folder);
    assert.equal(status, 2);
    assert.match(lines.join('\n'), /is no ai-toolkit/);
  });
});

/** Adds the values of the facts to the pretend sources, where a version has them and each reader looks for them. */
function writeValues(
  folder: string,
  version: string,
  change: (enumeration: string, values: readonly string[]) => readonly string[] = (_name, values) => values,
): void {
  const seen = new Set<string>();
  const archs: ValueReader = { enumeration: 'arch', files: ['toolkit/models/pretend.py'] };
  for (const reader of [...valueReaders, archs]) {
    const fact = enums[reader.enumeration];
    const implied = reader.implied ?? [];
    if (!fact || seen.has(reader.enumeration)) continue;
    seen.add(reader.enumeration);
    const values = Object.keys(fact.values).filter(
      (value) => !implied.includes(value) && isInRange(version, { since: fact.valuesSince?.[value] ?? '0' }),
    );
    const file = path.join(folder, (reader.files[0] ?? '').replace('**/', '').replace('*', 'pretend'));
    mkdirSync(path.dirname(file), { recursive: true });
    const code = change(reader.enumeration, values).map((value) => pythonOf(reader, value));
    appendFileSync(file, code.join('\n'));
    if (reader.enumeration === 'arch')
      appendFileSync(
        path.join(folder, 'toolkit/config_modules.py'),
        `\nModelArch = Literal[${values.map((value) => `'${value}'`).join(', ')}]\n`,
      );
    if (reader.literal)
      appendFileSync(
        file,
        `\n${reader.literal} = Literal[${values.map((value) => `'${value}'`).join(', ')}]\n`,
      );
  }
}

/** One line in which a reader finds a value. */
function pythonOf({ enumeration, operand, literal }: ValueReader, value: string): string {
  if (literal) return '';
  if (operand) return `if ${operand} == '${value}': pass`;
  if (enumeration === 'arch')
    return isLegacyArch(value) ? '' : `class Model:\n    arch = '${value.split(':')[0]}'\n`;
  if (enumeration === 'process_type') return `class Extension:\n    uid = '${value}'\n`;
  return `if network_type.lower() == '${value}' or self.config.type == '${value}': pass`;
}

function drift(folder: string): { status: number | null; lines: string[] } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(repositoryRoot, 'scripts/schema/schema-drift.mjs'), folder],
    { cwd: repositoryRoot, encoding: 'utf8' },
  );
  return { status, lines: `${stdout}${stderr}`.split('\n').filter((line) => line !== '') };
}
