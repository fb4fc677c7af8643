import { type Advice, isQwen, modelFamilies, useCaseNames } from '../profiles/model-families';
import { setsOwnRate } from '../profiles/optimizers';
import { holdsVariable, type NumberScalar } from '../syntax/config-node';
import type { Fix } from '../syntax/finding';
import { formatScalar, replaceScalar } from '../syntax/text-edits';
import type { Rule, UseCase } from './rule';

const { useCases, learningRateStep } = modelFamilies.qwen;

export const qwenLearningRate: Rule = {
  code: 'qwen-learning-rate',
  severity: 'information',
  summary: "`train.lr` is outside the guide's range for Qwen-Image.",
  claims: [{ where: 'step', what: 'advice', seen: 'source' }],

  *check(config, { useCase }) {
    for (const process of config.trainers) {
      const rate = process.number('train.lr');
      // Zero and less are not slow but wrong; other rules say so.
      if (!rate || rate.value <= 0 || !isQwen(process)) continue;
      const optimizer = process.text('train.optimizer');
      if (setsOwnRate(optimizer?.value) || holdsVariable(optimizer)) continue;
      const advice = useCases[useCase].learningRate;
      if (rate.value >= advice.low && rate.value <= advice.high) continue;
      const isWrong = advice.wrongAbove !== undefined && rate.value > advice.wrongAbove;
      yield {
        span: rate.span,
        severity: isWrong ? 'warning' : 'information',
        message: messageFor(rate, advice, isWrong, useCase),
        fixes: fixesFor(rate, advice),
      };
    }
  },
};

function messageFor(rate: NumberScalar, advice: Advice, isWrong: boolean, useCase: UseCase): string {
  const best = formatScalar(advice.best);
  if (isWrong) {
    return `'lr: ${rate.source}' is too high for a Qwen-Image LoRA and overfits to details of the images: the guide never goes above ${formatScalar(advice.wrongAbove ?? advice.high)} for characters. Write 'lr: ${best}'.`;
  }
  if (rate.value > advice.high) {
    return `'lr: ${rate.source}' is above the guide's ${formatScalar(advice.low)} to ${formatScalar(advice.high)} for a ${useCaseNames[useCase]}: training is faster and overfits sooner. ${best} is the standard.`;
  }
  return `'lr: ${rate.source}' is below the guide's ${formatScalar(advice.low)} to ${formatScalar(advice.high)}: training is slow and may learn too little. ${best} is the standard.`;
}

/** The guide's rate first, then steps of 0.00005 toward the range, and one step below the guide's rate for a LoRA that overfits. */
function fixesFor(rate: NumberScalar, advice: Advice): Fix[] {
  const isHigh = rate.value > advice.high;
  const below = rounded(advice.best - learningRateStep);
  const wanted = isHigh
    ? [advice.best, rate.value - learningRateStep, below]
    : [advice.best, rate.value + learningRateStep];
  const inRange = wanted.map(rounded).filter((value) => value >= advice.low && value <= advice.high);
  return [...new Set(inRange)].map((value) => ({
    title: `Change to ${formatScalar(value)}${isHigh && value === below ? ' (if it overfits)' : ''}`,
    safe: false,
    edits: [replaceScalar(rate, value)],
  }));
}

/** Removes binary rounding errors: 0.0002 - 0.00005 is 0.00015000000000000001. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}
