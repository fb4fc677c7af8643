import { archFacts } from '../profiles/archs';
import { archToWrite, areKin, type Checkpoint, checkpointOf, isHubId } from '../profiles/checkpoints';
import { foreignModelOf } from '../profiles/foreign-models';
import { isQwenArch } from '../profiles/qwen-checkpoints';
import { holdsVariable, isText, type TextScalar } from '../syntax/config-node';
import type { Finding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { rangeText } from '../toolkit/versions';
import type { Rule, RuleContext } from './rule';

export const checkpointMismatch: Rule = {
  code: 'checkpoint-mismatch',
  severity: 'error',
  summary:
    '`name_or_path` names a model of another architecture than `arch`, or something that is not a checkpoint.',
  claims: [{ where: 'load', what: 'fails', seen: 'source' }],
  differsByVersion: true,

  *check(config, context) {
    for (const process of config.trainers) {
      const arch = process.node('model.arch');
      const name = process.text('model.name_or_path');
      if (
        !isText(arch) ||
        !name ||
        process.arch === undefined ||
        holdsVariable(arch) ||
        holdsVariable(name)
      ) {
        continue;
      }
      const ofQwen = isQwenArch(process.arch) || process.arch === 'qwen_image_2';
      const foreign = ofQwen ? foreignModelOf(name.value) : undefined;
      if (foreign) {
        yield {
          span: name.span,
          severity: foreign.certain ? 'error' : 'warning',
          message: `${foreign.what} ai-toolkit then fails while it loads the model. ${foreign.advice}`,
          related: [{ span: arch.span, message: 'The arch is set here.' }],
        };
        continue;
      }
      const checkpoint = checkpointOf(name.value);
      const known = archFacts(process.arch);
      // A fine-tune may be named after anything, and a newer arch may train what it likes.
      if (!checkpoint || !known || areKin(process.arch, checkpoint.arch)) continue;
      yield mismatch(arch, name, checkpoint, known.name, context);
    }
  },
};

function mismatch(
  arch: TextScalar,
  name: TextScalar,
  checkpoint: Checkpoint,
  trained: string,
  { versions }: RuleContext,
): Finding {
  const fitting = archToWrite(checkpoint);
  const since = archFacts(checkpoint.arch)?.since;
  const holds = since === undefined ? 'always' : versions.holds({ since });
  const certain = isHubId(checkpoint, name.value);
  const load = certain ? 'fails to load' : 'most likely fails to load';
  const needs =
    since === undefined || holds === 'always' ? '' : ` It needs ai-toolkit ${rangeText({ since })}`;
  const yours = holds === 'never' ? `; ${versions.label}, which cannot train it.` : '.';
  return {
    span: arch.span,
    severity: certain ? 'error' : 'warning',
    message: `'${name.value}' is ${checkpoint.name}, which ${load} as ${trained}. Write 'arch: ${fitting}'.${needs === '' ? '' : needs + yours}`,
    related: [{ span: name.span, message: 'The checkpoint is set here.' }],
    fixes:
      holds === 'never'
        ? []
        : [{ title: `Change to '${fitting}'`, safe: false, edits: [replaceScalar(arch, fitting)] }],
  };
}
