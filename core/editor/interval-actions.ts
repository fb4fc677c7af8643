import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver-types';
import { lineAt } from '../syntax/config-document';
import type { NumberScalar } from '../syntax/config-node';
import { replaceScalar } from '../syntax/text-edits';
import type { TrainingConfig } from '../trainer/training-config';
import { toProtocolEdit } from './to-protocol';

/** The length of an epoch, counted by a scan. */
export interface EpochFacts {
  /** Index of the process. */
  readonly process: number;
  /** Steps of one pass over the images, those on regularization images included. */
  readonly stepsPerEpoch: number;
}

/** The guide plans ten epochs. */
const plannedEpochs = 10;

/**
 * Rewrites of `steps` and `save_every` in whole epochs, for the lines of `range`. They need no diagnostic.
 *
 * @param version of the document that the edits are for
 */
export function intervalActions(
  config: TrainingConfig,
  target: { readonly uri: string; readonly version: number },
  range: Range,
  epochs: readonly EpochFacts[],
): CodeAction[] {
  const { document } = config;
  const isAsked = (scalar: NumberScalar): boolean => {
    const line = lineAt(document, scalar.span.start);
    return range.start.line <= line && line <= range.end.line;
  };
  const action = (scalar: NumberScalar, value: number, title: string): CodeAction[] =>
    value === scalar.value
      ? []
      : [
          {
            title,
            kind: CodeActionKind.RefactorRewrite,
            edit: {
              documentChanges: [
                {
                  textDocument: { uri: target.uri, version: target.version },
                  edits: [toProtocolEdit(document, replaceScalar(scalar, value))],
                },
              ],
            },
          },
        ];
  return config.trainers.flatMap((process) => {
    const facts = epochs.find((each) => each.process === process.index);
    if (!facts) return [];
    const stepsOf = (count: number) => Math.max(1, Math.round(facts.stepsPerEpoch * count));
    const one = stepsOf(1);
    const ten = stepsOf(plannedEpochs);
    const steps = process.number('train.steps');
    const saveEvery = process.number('save.save_every');
    const total = steps?.value ?? 0;
    return [
      ...(steps && isAsked(steps)
        ? [
            ...action(steps, ten, `Train 10 epochs: ${ten} steps`),
            ...action(steps, one, `Train one epoch: ${one} steps`),
          ]
        : []),
      ...(saveEvery && isAsked(saveEvery)
        ? [
            ...action(saveEvery, one, `Save once per epoch: every ${one} steps`),
            ...(total >= plannedEpochs
              ? action(
                  saveEvery,
                  Math.round(total / plannedEpochs),
                  `Save ten times: every ${Math.round(total / plannedEpochs)} steps`,
                )
              : []),
          ]
        : []),
    ];
  });
}
