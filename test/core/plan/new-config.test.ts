import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLanguageService } from '../../../core/language-service';
import {
  jobNameFrom,
  type NewConfigAnswers,
  type NewConfigSubject,
  newConfigCheckpoints,
  newConfigSchedule,
  newConfigWeights,
  triggerProblem,
} from '../../../core/plan/new-config';
import { newConfigChoices } from '../../../core/plan/new-config-choices';
import { newConfigText } from '../../../core/plan/new-config-text';
import { parseConfigDocument } from '../../../core/syntax/config-document';
import { viewTrainingConfig } from '../../../core/trainer/training-config';
import { defaultOptions, schema, strictLogger } from '../../support/find-in-text';

const subjects: readonly NewConfigSubject[] = ['character', 'style', 'edit'];
const service = createLanguageService({ schema, logger: strictLogger, documentation: (code) => code });

function answersFor(subject: NewConfigSubject, images: number): NewConfigAnswers[] {
  return newConfigCheckpoints(subject).flatMap((checkpoint) =>
    newConfigWeights(checkpoint).map((weights) => ({
      subject,
      checkpoint,
      weights,
      name: 'maya',
      folder: '/data/Maya\'s "photos" é',
      controlFolder: subject === 'edit' ? '/data/before' : undefined,
      controlImage: subject === 'edit' ? '/data/before/1.png' : undefined,
      images,
      trigger: subject === 'character' ? 'maya_char' : '',
    })),
  );
}

describe('a new config', () => {
  for (const subject of subjects) {
    for (const images of [1, 7, 25, 40, 300]) {
      it(`of ${images} images for ${subject} has no finding that says to change it`, () => {
        const all = answersFor(subject, images);
        assert.ok(all.length >= 2);
        for (const answers of all) {
          const parsed = service.parse('file:///new.yaml', 1, newConfigText(answers), 'yaml');
          const found = service.diagnose(parsed, {
            ...defaultOptions,
            useCase: subject === 'style' ? 'style' : 'character',
          });
          assert.deepEqual(
            found
              .filter(({ severity }) => severity === 'error' || severity === 'warning')
              .map(({ message }) => message),
            [],
          );
        }
      });
    }
  }

  it('keeps paths and names as they were given', () => {
    const [answers] = answersFor('edit', 12);
    assert.ok(answers);
    const config = viewTrainingConfig(parseConfigDocument(newConfigText(answers), 'yaml'));
    const [process] = config.trainers;
    const [dataset] = process?.datasets ?? [];
    assert.equal(dataset?.text('folder_path')?.value, answers.folder);
    assert.equal(dataset?.text('control_path')?.value, answers.controlFolder);
    assert.equal(process?.text('model.arch')?.value, 'qwen_image_edit_plus');
  });

  it('saves ten times and ends with a save', () => {
    for (const subject of subjects) {
      for (const images of [1, 9, 33, 250]) {
        const { steps, interval, repeats } = newConfigSchedule(subject, images);
        assert.equal(steps % interval, 0);
        assert.equal(steps / interval, 10);
        assert.equal(interval % (images * repeats), 0, 'A save falls on the end of an epoch.');
      }
    }
  });
});

describe('the models for a new config', () => {
  it('that fit the GPU come first', async () => {
    const order = { yes: 0, maybe: 1, no: 2 };
    for (const totalGiB of [16, 24, 32, 48, 80]) {
      const choices = await newConfigChoices('character', { name: 'Fake', totalGiB });
      const ranks = choices.map(({ fits }) => order[fits ?? 'maybe']);
      assert.deepEqual(ranks, [...ranks].sort());
    }
    const [first] = await newConfigChoices('character', { name: 'Fake', totalGiB: 80 });
    assert.equal(first?.weights.bits, 8);
    assert.equal(first?.fits, 'yes');
  });

  it('are told with their memory where no GPU is known', async () => {
    for (const choice of await newConfigChoices('edit', undefined)) {
      assert.equal(choice.fits, null);
      assert.ok(choice.peakGiB && choice.peakGiB[0] > 10 && choice.peakGiB[1] < 60);
    }
  });
});

it('a trigger word is no common word, no part of one, and no quote', () => {
  assert.equal(triggerProblem('maya_char'), undefined);
  assert.equal(triggerProblem(''), undefined);
  assert.match(triggerProblem('woman') ?? '', /common word/);
  assert.match(triggerProblem('oma') ?? '', /part of words such as 'woman'/);
  assert.match(triggerProblem('a"b') ?? '', /quotes/);
});

it('a job gets a name that is a file name', () => {
  assert.equal(jobNameFrom('Maya & friends/2'), 'Maya_friends_2');
  assert.equal(jobNameFrom('**'), 'my_lora');
  assert.equal(jobNameFrom('日本'), '日本');
});
