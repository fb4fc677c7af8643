import { type Advice, isQwen, modelFamilies, useCaseNames } from '../profiles/model-families';
import { isNumber, type NumberScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import type { Section } from '../trainer/training-config';
import type { Rule, UseCase } from './rule';

/** ai-toolkit's rank if neither `rank` nor `linear` is written (toolkit/config_modules.py:181). */
const defaultRank = 4;

export const qwenRank: Rule = {
  code: 'qwen-rank',
  severity: 'information',
  summary: "`network.linear` is outside the guide's range for Qwen-Image.",
  claims: [{ where: 'network', what: 'advice', seen: 'source' }],

  *check(config, { useCase }) {
    for (const process of config.trainers) {
      const network = process.section('network');
      if (!network?.key || !isQwen(process) || ignoresRank(network)) continue;
      const advice = modelFamilies.qwen.useCases[useCase].rank;
      const entry = ['rank', 'linear']
        .map((key) => network.entry(key))
        .find((one) => one && isNumber(one.value));
      if (entry && isNumber(entry.value)) {
        const found = written(network, String(entry.key.value), entry.value, advice, useCase);
        if (found) yield found;
      } else if (!network.entry('rank') && !network.entry('linear')) {
        yield absent(network, network.key.span, advice);
      }
    }

    function absent(network: Section, span: Finding['span'], advice: Advice): Finding {
      return {
        span,
        message: `Without 'linear' the LoRA gets rank ${defaultRank}, which is too small for a ${modelFamilies.qwen.name} character or style. Write 'linear: ${advice.best}'.`,
        missing: true,
        fixes: [
          {
            title: `Insert 'linear: ${advice.best}'`,
            safe: false,
            edits: [insertEntry(config.document, network.mapping, 'linear', String(advice.best), 'type')],
          },
        ],
      };
    }
  },
};

function written(
  network: Section,
  key: string,
  rank: NumberScalar,
  advice: Advice,
  useCase: UseCase,
): Finding | undefined {
  // A rank below 1 does not train at all; nothing-to-train says so.
  if (rank.value < 1 || (rank.value >= advice.low && rank.value <= advice.high)) return undefined;
  const isWrong = advice.wrongFrom !== undefined && rank.value >= advice.wrongFrom;
  const range = `${advice.low} to ${advice.high}`;
  const effect =
    rank.value > advice.high
      ? 'a larger LoRA also learns backgrounds, light and other details that you do not want'
      : 'a smaller LoRA may be unable to learn enough';
  return {
    span: rank.span,
    severity: isWrong ? 'warning' : 'information',
    message: `Rank ${rank.source} is outside the guide's ${range} for a ${useCaseNames[useCase]} on Qwen-Image: ${effect}. Write '${key}: ${advice.best}'.`,
    fixes: [changeRank(network, rank, advice.best)],
  };
}

/** An alpha that equals the rank is changed together with it. */
function changeRank(network: Section, rank: NumberScalar, best: number): Fix {
  const alphas = ['linear_alpha', 'alpha'].map((key) => network.number(key));
  const equal = alphas.filter((alpha) => alpha?.value === rank.value);
  const edits = [rank, ...equal].flatMap((value) => (value ? [replaceScalar(value, best)] : []));
  return { title: `Change to ${best}`, safe: false, edits };
}

/** Full-rank networks and LoRM do not read a rank from the config (toolkit/config_modules.py:195-209, lora_special.py:401). */
function ignoresRank(network: Section): boolean {
  const type = network.text('type')?.value.toLowerCase();
  if (type === 'lorm' || type === 'fullrank') return true;
  return type === 'lokr' && (!network.entry('lokr_full_rank') || network.truthy('lokr_full_rank'));
}
