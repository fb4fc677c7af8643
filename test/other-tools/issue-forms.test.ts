import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { repositoryRoot } from '../support/find-in-text';

const folder = path.join(repositoryRoot, '.github/ISSUE_TEMPLATE');
const kinds = ['markdown', 'input', 'textarea', 'dropdown', 'checkboxes'];

for (const name of readdirSync(folder).filter((each) => each !== 'config.yml')) {
  it(`the issue form ${name} has what GitHub asks of a form`, () => {
    const form = parse(readFileSync(path.join(folder, name), 'utf8'));
    assert.ok(form.name && form.description);
    const ids = form.body.map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const field of form.body) {
      assert.ok(kinds.includes(field.type));
      assert.match(field.id, /^[\w-]+$/);
      assert.ok(field.attributes.label);
    }
    assert.ok(
      form.body.some(({ validations }: { validations?: { required?: boolean } }) => validations?.required),
    );
  });
}
