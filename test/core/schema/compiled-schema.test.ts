import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import compiled from '../../../core/schema/compiled-schema.generated.mjs';

const root = join(__dirname, '..', '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'schemas', 'ai-toolkit.schema.json'), 'utf8'));
const whole = new Ajv({ allErrors: true, strict: false }).compile(schema);

const oddValues: readonly unknown[] = [null, true, 0, -5, 3.5, 'x', '', [], ['a'], {}, { a: 1 }];

for (const name of readdirSync(join(root, 'examples')).filter((each) => each.endsWith('.yaml'))) {
  test(`the compiled schema says of ${name} and its variants what the whole schema says`, () => {
    const document: unknown = parse(readFileSync(join(root, 'examples', name), 'utf8'));
    let complaints = 0;
    for (const variant of variants(document)) {
      const isValid = whole(variant);
      assert.equal(compiled(variant), isValid);
      if (isValid) continue;
      complaints += whole.errors?.length ?? 0;
      assert.deepEqual(describe(compiled.errors), describe(whole.errors));
    }
    assert.ok(complaints > 100, `${complaints} complaints are too few to compare.`);
  });
}

/** The value itself, and copies in which one part is left out or is something odd. */
function* variants(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    yield changed(value, key, undefined);
    for (const odd of oddValues) yield changed(value, key, odd);
    for (const variant of variants(part)) yield changed(value, key, variant);
  }
}

function changed(value: object, key: string, part: unknown): unknown {
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? part : each));
  const { [key]: _, ...others } = value as Record<string, unknown>;
  return part === undefined ? others : { ...others, [key]: part };
}

function describe(errors: readonly Partial<ErrorObject>[] | null | undefined): string[] {
  return (errors ?? [])
    .map(({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${params?.missingProperty ?? ''}`)
    .sort();
}
