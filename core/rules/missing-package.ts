import { attentionBackends } from '../profiles/attention-backends';
import { type ConfigNode, isText } from '../syntax/config-node';
import type { Claim } from '../syntax/finding';
import { type OptionRow, on, oneOf, ruleOfRows } from './option-rows';

const ends = (where: Claim['where'], of: string, seen: Claim['seen'] = 'run'): Claim => ({
  where,
  what: 'fails',
  seen,
  of,
});

const rows: readonly OptionRow[] = [
  {
    key: 'train.optimizer',
    models: 'any',
    when: (value) => isText(value) && /^(?:lion$|dadaptation)/i.test(value.value),
    says: ({ shown }) => {
      const isLion = /lion"?'?$/i.test(shown) && !/dadapt/i.test(shown);
      const [name, other] = isLion ? ['lion-pytorch', 'lion8bit'] : ['dadaptation', 'prodigy'];
      return `Training fails after loading the model unless the package '${name}' is installed, which ai-toolkit does not install by itself: 'optimizer: ${shown}' needs it. Install it in ai-toolkit's environment, or write '${other}'.`;
    },
    claim: ends('start', '`lion`, `dadaptation`'),
  },
  {
    key: 'train.loss_type',
    models: 'any',
    when: oneOf('wavelet'),
    says: "The first step fails with newer versions of setuptools: 'loss_type: wavelet' needs 'pkg_resources', which they no longer have. Install 'setuptools<81' in ai-toolkit's environment, or write 'mse'.",
    claim: ends('step', '`loss_type: wavelet`'),
    fix: { write: 'mse' },
  },
  {
    key: 'train.xformers',
    models: 'any',
    when: on,
    says: "Training fails after loading the model unless the package 'xformers' is installed, which ai-toolkit does not install by itself. Remove 'xformers'; PyTorch's own attention is as fast.",
    claim: ends('load', '`train.xformers`', 'source'),
    fix: 'remove',
  },
  {
    key: 'train.attention_backend',
    models: 'any',
    when: (value) => packageOf(value) !== undefined,
    says: ({ entry, shown }) =>
      `Training fails after loading the model unless the package '${packageOf(entry.value)}' is installed, which ai-toolkit does not install by itself: 'attention_backend: ${shown}' needs it. Install it in ai-toolkit's environment, or write 'native'.`,
    claim: ends('load', '`attention_backend: flash`, `sage`, `xformers` …', 'source'),
    fix: { write: 'native' },
  },
  {
    key: 'train.attention_backend',
    models: 'any',
    severity: 'error',
    when: (value) => isText(value) && !Object.hasOwn(attentionBackends, value.value),
    says: ({ shown }) =>
      `Training fails after loading the model: there is no 'attention_backend: ${shown}'. Write 'native', 'flash' or 'sage'.`,
    claim: ends('load', '`attention_backend` that does not exist'),
    fix: { write: 'native' },
  },
  {
    key: 'logging.use_wandb',
    models: 'any',
    when: on,
    says: "Training fails after making all caches unless the package 'wandb' is installed, which ai-toolkit does not install by itself. Install it in ai-toolkit's environment, or switch 'use_wandb' off.",
    claim: ends('start', '`use_wandb`'),
    fix: { write: false },
  },
];

/** Options that need a package which ai-toolkit's requirements do not install. */
export const missingPackage = ruleOfRows(
  {
    code: 'missing-package',
    severity: 'warning',
    summary: 'An option that needs a package which ai-toolkit does not install.',
  },
  rows,
);

function packageOf(value: ConfigNode): string | undefined {
  return isText(value) && Object.hasOwn(attentionBackends, value.value)
    ? attentionBackends[value.value]
    : undefined;
}
