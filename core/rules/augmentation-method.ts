import { augmentationMethods } from '../profiles/augmentations';
import { clearWinner, nearestWords } from '../schema/key-distance';
import { holdsVariable, isText } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { Rule } from './rule';

export const augmentationMethod: Rule = {
  code: 'augmentation-method',
  severity: 'error',
  summary: 'An augmentation that does not exist makes every image unreadable.',
  claims: [{ where: 'dataset', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const dataset of process.datasets) {
        for (const augmentation of dataset.sections('augmentations')) {
          const method = augmentation.node('method');
          if (!isText(method) || holdsVariable(method) || augmentationMethods.includes(method.value))
            continue;
          const winner = clearWinner(nearestWords(method.value, augmentationMethods));
          const instead =
            winner === undefined
              ? "Write a transform of albumentations 1.4.15, such as 'ColorJitter'."
              : `Did you mean '${winner}'?`;
          yield {
            span: method.span,
            message: `There is no augmentation '${method.value}': ai-toolkit skips every image as unreadable and stops with 'no images found', after loading the model. ${instead}`,
            fixes:
              winner === undefined
                ? []
                : [{ title: `Change to '${winner}'`, safe: true, edits: [replaceScalar(method, winner)] }],
          };
        }
      }
    }
  },
};
