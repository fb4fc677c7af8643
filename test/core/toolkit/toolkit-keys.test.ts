import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookupOf, type SectionSchema } from '../../../core/schema/config-schema';
import { buildToolkitKeys } from '../../../core/toolkit/build-toolkit-keys';
import { keyReaders, typesBySection } from '../../../core/toolkit/key-readers';
import { readKeys } from '../../../core/toolkit/read-keys';
import type { ToolkitKeys } from '../../../core/toolkit/toolkit-keys';
import { schema } from '../../support/find-in-text';
import { type PretendCheckout, pretendSources, readFacts } from '../../support/pretend-checkout';

describe('what a checkout asks for', () => {
  it('is never less than the schema, when the checkout asks for what the facts hold', () => {
    const keys = keysOf();
    let asked = 0;
    for (const section of everySection()) {
      for (const key of section.keys.keys()) {
        const has = keys.has(section.id, key);
        assert.notEqual(has, false, `${section.id}.${key}`);
        if (has) asked++;
      }
    }
    assert.ok(asked > 500, `${asked} keys`);
  });

  it('lacks what an older one does not ask for yet', () => {
    const keys = keysOf({ version: '0.10.0', without: ['train.max_loss', 'trainerProcess.guidance'] });
    assert.equal(keys.version, '0.10.0');
    assert.equal(keys.has('train', 'max_loss'), false);
    assert.equal(keys.has('process sd_trainer', 'guidance'), false);
    assert.equal(keys.has('train', 'lr'), true);
  });

  it('holds what a newer one asks for', () => {
    const keys = keysOf({ extra: { 'train.brand_new': '1.0', 'trainerProcess.also_new': 'None' } });
    assert.equal(keys.has('train', 'brand_new'), true);
    assert.equal(keys.has('model', 'brand_new'), false);
    assert.equal(keys.has('process diffusion_trainer', 'also_new'), true);
    assert.equal(keys.has('process slider', 'also_new'), true, 'a slider is a trainer');
    assert.equal(keys.has('process vae', 'also_new'), undefined);
    assert.equal(keys.has('process sd_trainer', 'no_such_key'), false);
  });

  it('says nothing of sections and processes whose readers are not known', () => {
    const keys = keysOf();
    assert.equal(keys.has('modelKwargs', 'anything'), undefined);
    assert.equal(keys.has('process some_extension', 'no_such_key'), undefined);
    assert.equal(keys.has('process sd_trainer', 'slider'), undefined, 'another process asks for it');
    assert.equal(buildToolkitKeys('0.1.0', new Map()).has('train', 'lr'), undefined);
    assert.equal(buildToolkitKeys('0.1.0', new Map()).has('process sd_trainer', 'train'), undefined);
  });
});

describe('the table of readers', () => {
  it('names the process types that the facts name', () => {
    const sections = readFacts();
    for (const [section, types] of Object.entries(typesBySection)) {
      assert.deepEqual([...types].sort(), [...(sections[section]?.processTypes ?? [])].sort(), section);
    }
  });

  it('names no section that the facts do not have', () => {
    const sections = readFacts();
    const unknown = keyReaders.map(({ section }) => section).filter((section) => !sections[section]);
    assert.deepEqual(unknown, []);
  });
});

function keysOf(checkout: PretendCheckout = {}): ToolkitKeys {
  const reads = new Map([...pretendSources(checkout)].map(([file, text]) => [file, readKeys(text)] as const));
  return buildToolkitKeys(checkout.version ?? '0.12.26', reads);
}

function everySection(): Set<SectionSchema> {
  const lookup = lookupOf(schema);
  const found = new Set<SectionSchema>();
  const visit = (section: SectionSchema | undefined) => {
    if (!section || found.has(section)) return;
    found.add(section);
    for (const key of section.keys.values()) {
      visit(key.section);
      visit(key.itemSection);
    }
  };
  visit(lookup.root);
  for (const type of schema.definitions.processTypeValues?.enum ?? []) {
    visit(lookup.processSection(String(type)));
  }
  return found;
}
