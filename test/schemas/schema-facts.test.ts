import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';

interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  readonly 'x-unknownValue'?: string;
}

interface ReferenceKey {
  readonly name: string;
  readonly type: string;
  readonly oneOf?: readonly string[];
  readonly default?: unknown;
}

const root = join(import.meta.dirname, '../..');
const shared = join(root, '../shared');
const schema: SchemaNode = readJson(join(root, 'schemas/ai-toolkit.schema.json'));
const definitions = schema.definitions ?? {};

test('the generated schema is what the facts say', () => {
  execFileSync(process.execPath, ['scripts/schema/generate-schema.mjs', '--check'], { cwd: root });
});

test('the schema is a valid draft-07 schema', () => {
  const ajv = new Ajv({ strict: false });
  assert.ok(ajv.validateSchema(schema), ajv.errorsText());
});

test('every section and property is described in a sentence', () => {
  for (const [place, node] of describedNodes()) {
    const description = node.description ?? '';
    assert.match(description, /^.{10,}[.)]$/s, `${place}: '${description}'`);
    assert.doesNotMatch(description, /TODO|undefined|¦/, place);
  }
});

test('no two keys of one section share their description', () => {
  for (const [name, section] of sections()) {
    const texts = Object.entries(section.properties ?? {}).map(([key, { description }]) => [
      description,
      key,
    ]);
    const seen = new Map<unknown, unknown>();
    for (const [text, key] of texts) {
      const sameOnPurpose = /^(Has no effect|Part of an old experiment)|trained with `lr`/.test(String(text));
      assert.ok(sameOnPurpose || !seen.has(text), `${name}.${key} repeats ${seen.get(text)}`);
      seen.set(text, key);
    }
  }
});

test('every default conforms to its own property', () => {
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schema, 'job');
  let checked = 0;
  for (const [name, section] of sections()) {
    for (const [key, property] of Object.entries(section.properties ?? {})) {
      if (property.default === undefined) continue;
      // An empty mapping stands for a section that is left out, whose required keys then come from elsewhere.
      if (isEmptyObject(property.default)) continue;
      const at = name === '' ? '#/properties' : `#/definitions/${name}/properties`;
      const valid = ajv.validate({ $ref: `job${at}/${key}` }, property.default);
      assert.ok(valid, `${name}.${key}: ${JSON.stringify(property.default)} ${ajv.errorsText()}`);
      checked += 1;
    }
  }
  assert.ok(checked > 300, `only ${checked} defaults were checked`);
});

test('every value of an enumeration has a meaning, and other values an effect', () => {
  const enumerations = Object.entries(definitions).filter(([name]) => name.endsWith('Values'));
  assert.ok(enumerations.length > 20);
  for (const [name, values] of enumerations) {
    assert.equal(values.enumDescriptions?.length, values.enum?.length, name);
    for (const meaning of values.enumDescriptions ?? [])
      assert.match(meaning, /^.{5,}\.$/s, `${name}: ${meaning}`);
    assert.match(values['x-unknownValue'] ?? '', /\w/, name);
  }
});

test('every reference leads to a definition', () => {
  const text = JSON.stringify(schema);
  const references = [...text.matchAll(/"\$ref":"#\/definitions\/(\w+)"/g)].map(([, name]) => name ?? '');
  for (const name of references) assert.ok(definitions[name], name);
  for (const name of Object.keys(definitions))
    assert.ok(references.includes(name), `${name} is used by nothing`);
});

test('the spellings that ai-toolkit accepts pass, and others do not', () => {
  const cases: readonly (readonly [string, unknown, boolean])[] = [
    ['train.optimizer', 'AdamW8bit', true],
    ['train.optimizer', 'prodigyopt', true],
    ['train.optimizer', 'came', false],
    ['train.optimizer', 'dadaptationsgd', false],
    ['model.arch', 'qwen_image:2512', true],
    ['model.arch', 'qwen_image:anything', true],
    ['model.arch', 'qwen_image2512', false],
    ['model.qtype', 'uint3|user/repo/file.safetensors', true],
    ['model.qtype', 'uint3|a|b', false],
    ['model.qtype_te', 'uint3|user/repo/file.safetensors', false],
    ['model.quantize', 'true', false],
    ['model.quantize', 1, true],
    ['network.type', 'LoKr', true],
    ['network.type', 'loha', false],
    ['train.lr', 1e-4, true],
    ['train.lr', '1e-4', false],
    ['train.steps', '3k', false],
    ['dataset.caption_dropout_rate', '0.05', true],
    ['dataset.caption_dropout_rate', 'low', false],
    ['dataset.resolution', [512, 768], true],
    ['dataset.control_path', ['a', 'b'], true],
    ['dataset.caption_ext', '.md', true],
    ['dataset.poi', 'face', false],
    ['trainerProcess.train', null, true],
    ['train.ema_config', null, true],
    ['model.model_kwargs', null, false],
  ];
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schema, 'job');
  for (const [place, value, expected] of cases) {
    const pointer = `job#/definitions/${place.replace('.', '/properties/')}`;
    assert.equal(ajv.validate({ $ref: pointer }, value), expected, `${place}: ${JSON.stringify(value)}`);
  }
});

test('every key of the extracted reference is described with its type and default', (t) => {
  const file = join(shared, 'reference/ai-toolkit-keys.json');
  if (!existsSync(file)) return t.diagnostic('no reference beside this checkout: nothing was compared');

  const reference: {
    sections: { path: string; keys: ReferenceKey[] }[];
    processTypes: Record<string, unknown>;
  } = readJson(file);
  for (const { path, keys } of reference.sections) {
    const section = sectionAt(path);
    for (const key of keys) {
      if (path === 'config.process[]' && ['slider', 'replacements'].includes(key.name)) continue;
      const property = section.properties?.[key.name];
      assert.ok(property, `${path}.${key.name} is missing`);
      assert.deepEqual(property.default ?? null, key.default ?? null, `${path}.${key.name}: default`);
      if (['any', 'oneOf'].includes(key.type) || key.name === 'poi') continue;
      const types = [property.type ?? []].flat();
      const expected = path === 'generate' && key.name === 'guidance_scale' ? 'number' : key.type;
      assert.ok(types.includes(expected), `${path}.${key.name}: ${types} is not ${expected}`);
    }
  }
  for (const type of Object.keys(reference.processTypes)) {
    assert.ok(definitions.processTypeValues?.enum?.includes(type), `the process type ${type} is missing`);
  }
});

test('real configs validate, but for what ai-toolkit misreads', (t) => {
  if (!existsSync(join(shared, 'oracle')))
    return t.diagnostic('no corpus beside this checkout: nothing was compared');

  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  const left = new Set<string>();
  for (const set of ['guide', 'upstream', 'wild']) {
    const oracle: { configs: { file: string; raises: string | null }[] } = readJson(
      join(shared, `oracle/${set}.json`),
    );
    for (const { file, raises } of oracle.configs) {
      if (raises) continue;
      const text = readFileSync(join(shared, 'corpus', set, file), 'utf8');
      const job: unknown = parse(text, {
        version: '1.1',
        merge: true,
        uniqueKeys: false,
        logLevel: 'silent',
      });
      if (validate(job)) continue;
      for (const error of narrowest(validate.errors ?? []))
        left.add(`${error} ${JSON.stringify(valueAt(job, error))}`);
    }
  }
  const expected = Object.entries(misread).flatMap(([key, values]) =>
    values.map((value) => `${key} ${value}`),
  );
  const found = [...left].map((line) => line.replace(/^.*\/(?=\w+ )/, ''));
  assert.deepEqual([...new Set(found)].sort(), expected.sort());
});

/** What is left in the corpus: values of forks, which this ai-toolkit does not know, and values it takes for others. */
const misread: Readonly<Record<string, readonly string[]>> = {
  arch: ['"asymflux2_klein_9b"', '"boogu_image_turbo"', '"glm_image"', '"i1"', '"qwen_image_edit_plus2509"'],
  // Networks of forks, and of an old example: a plain LoRA is trained instead.
  type: ['"attlora"', '"csborafa"', '"lierla"', '"sborafa"', '"sborafb"'],
  timestep_type: ['"custom"', '"i1_lognorm"'],
  noise_scheduler: ['"custom_flowmatch"'],
  // A list of repeats is compared with a number.
  num_repeats: ['[16,4,1]'],
  // A number format is merely true.
  quantize: ['"qfloat8"'],
  // Krea 2 asks this mapping for keys.
  model_kwargs: ['null'],
  layer_offloading_transformer_percent: ['"auto"'],
  layer_offloading_text_encoder_percent: ['"auto"'],
};

/** The places of the errors, without those that only repeat an error deeper down. */
function narrowest(errors: readonly ErrorObject[]): string[] {
  const places = errors.filter(({ keyword }) => keyword !== 'if').map(({ instancePath }) => instancePath);
  return [...new Set(places)];
}

function valueAt(job: unknown, pointer: string): unknown {
  let value = job;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === part)?.[1];
  }
  return value;
}

/** The section at a path of the extracted reference: by walking for plain paths, by name for those of a process type. */
function sectionAt(path: string): SchemaNode {
  const byType: Readonly<Record<string, string>> = {
    'slider (slider, slider_old)': 'slider',
    'slider.targets[]': 'sliderTarget',
    'slider.anchors[]': 'sliderAnchor',
    'slider.datasets[]': 'sliderDataset',
    'slider (concept_slider)': 'conceptSlider',
    'slider (image_reference_slider_trainer)': 'imageReferenceSlider',
    'slider (ultimate_slider_trainer)': 'ultimateSlider',
    'replacements[]': 'replacement',
    caption: 'caption',
    rescale: 'rescale',
    generate: 'generate',
  };
  const named = definitions[byType[path] ?? ''];
  if (named) return named;
  if (path === '') return schema;
  if (path === 'config') return targetOf(schema.properties?.config);
  if (path === 'config.process[]') {
    return { properties: { ...definitions.process?.properties, ...definitions.trainerProcess?.properties } };
  }
  let section = definitions.trainerProcess;
  for (const part of path.split('.')) section = targetOf(section?.properties?.[part.replace('[]', '')]);
  assert.ok(section, path);
  return section;
}

function targetOf(property: SchemaNode | undefined): SchemaNode {
  const holder = property?.items ?? property;
  const reference = holder?.allOf?.[0]?.$ref?.replace('#/definitions/', '') ?? '';
  const target = definitions[reference];
  assert.ok(target, `no definition in ${JSON.stringify(property)}`);
  return target;
}

function sections(): [string, SchemaNode][] {
  const named = Object.entries(definitions).filter(([, { properties }]) => properties);
  return [['', schema], ...named];
}

function* describedNodes(): Iterable<[string, SchemaNode]> {
  for (const [name, section] of sections()) {
    yield [name, section];
    for (const [key, property] of Object.entries(section.properties ?? {}))
      yield [`${name}.${key}`, property];
  }
}

function isEmptyObject(value: unknown): boolean {
  return JSON.stringify(value) === '{}';
}

/** JSON of our own or of the reference; its shape is what the caller says. */
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
