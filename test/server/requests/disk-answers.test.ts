import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLanguageService, type Examination, type ParsedConfig } from '../../../core/language-service';
import { openDiskAnswers } from '../../../server/src/requests/disk-answers';
import { defaultSettings } from '../../../server/src/settings/settings';
import { defaultOptions, schema, strictLogger } from '../../support/find-in-text';

const service = createLanguageService({ schema, logger: strictLogger, documentation: (code) => code });
const uri = 'file:///work/maya.yaml';

/** Answers about one document whose examination a test decides. */
function answersFor(told: (text: string) => Examination) {
  let open: ParsedConfig | undefined;
  const answers = openDiskAnswers({
    service,
    machine: { gpu: undefined },
    documents: { open: () => open } as never,
    access: {
      openConfig: async () => open && { parsed: open, settings: defaultSettings },
      optionsFor: async () => defaultOptions,
    } as never,
    disk: { examine: async ({ text }: { text: string }) => structuredClone(told(text)) } as never,
    folders: { on: () => undefined } as never,
    showProgress: () => ({ files: () => undefined, end: () => undefined }),
    logger: strictLogger,
  });
  let version = 0;
  return (text: string) => {
    open = service.parse(uri, ++version, text, 'yaml');
    return answers.ask(uri);
  };
}

/** A finding and a hint at the word `output`, wherever it stands. */
function at(text: string, message: string): Examination {
  const start = text.indexOf('output');
  const span = { start, end: start + 6 };
  const fixes = [{ title: 'Change it', safe: false, edits: [{ span, newText: 'out' }] }];
  return {
    findings: [{ code: 'dataset-missing', severity: 'information', span, message, fixes }],
    hints: [{ offset: span.end, text: '70 images', tooltip: '' }] as never,
    epochs: [],
    plan: undefined,
  };
}

describe('what the disk tells', () => {
  const text = 'job: extension\nconfig:\n  process:\n    - training_folder: output\n';
  const typed = `# a comment\n${text}`;

  it('is no news if it only has moved with the text', async () => {
    const change = answersFor((current) => at(current, 'It is not there.'));
    assert.equal(await change(text), true);
    assert.equal(await change(typed), false);
  });

  it('is news if it says something else, or nothing any more', async () => {
    const said = ['It is not there.', 'It is empty.'];
    const change = answersFor((current) =>
      said.length > 0
        ? at(current, said.shift() ?? '')
        : { findings: [], hints: [], epochs: [], plan: undefined },
    );
    assert.equal(await change(text), true);
    assert.equal(await change(typed), true);
    assert.equal(await change(text), true);
    assert.equal(await change(typed), false);
  });
});
