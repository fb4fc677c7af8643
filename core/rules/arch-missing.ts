import { archFacts } from '../profiles/archs';
import { archToWrite, type Checkpoint, checkpointOf, isHubId } from '../profiles/checkpoints';
import { foreignModelOf } from '../profiles/foreign-models';
import { isQwen } from '../profiles/model-families';
import { holdsVariable, isNull } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { fillNull, insertEntry, textLikeSiblings } from '../syntax/text-edits';
import { rangeText } from '../toolkit/versions';
import type { Section } from '../trainer/training-config';
import type { Rule, RuleContext } from './rule';

export const archMissing: Rule = {
  code: 'arch-missing',
  severity: 'error',
  summary: 'Without `model.arch` ai-toolkit loads every checkpoint as Stable Diffusion 1.',
  claims: [{ where: 'load', what: 'fails', seen: 'source' }],
  differsByVersion: true,

  *check(config, context) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const name = process.nameOrPath;
      const written = model?.entry('arch');
      if (!model?.key || name === undefined || (written && !isNull(written.value))) continue;
      // A legacy flag such as `is_flux` stands in for the arch; qwen-arch-missing speaks of the older Qwen models.
      if (process.arch !== undefined || isQwen(process) || holdsVariable(model.node('name_or_path')))
        continue;
      const checkpoint = checkpointOf(name);
      const foreign = /qwen/i.test(name) ? foreignModelOf(name) : undefined;
      if (foreign) {
        const span = model.node('name_or_path')?.span ?? model.key.span;
        yield { span, message: `${foreign.what} ${foreign.advice}` };
      } else if (checkpoint) yield finding(model, name, checkpoint, context);
    }

    function finding(
      model: Section,
      name: string,
      checkpoint: Checkpoint,
      { versions }: RuleContext,
    ): Finding {
      const arch = archToWrite(checkpoint);
      const since = archFacts(checkpoint.arch)?.since;
      const holds = since === undefined ? 'always' : versions.holds({ since });
      const start = `Without 'arch' ai-toolkit loads '${name}' as Stable Diffusion 1, which fails or trains the wrong model: it does not look at the name.`;
      const needs =
        since === undefined || holds === 'always'
          ? ''
          : holds === 'never'
            ? ` That arch needs ai-toolkit ${rangeText({ since })}; ${versions.label}, which cannot train this model.`
            : ` That arch needs ai-toolkit ${rangeText({ since })}.`;
      return {
        span: model.key?.span ?? model.mapping.span,
        message: `${start} Write 'arch: ${arch}'.${needs}`,
        missing: true,
        fixes: holds === 'never' ? [] : [fixWith(model, arch, isHubId(checkpoint, name))],
      };
    }

    function fixWith(model: Section, arch: string, safe: boolean): Fix {
      const written = model.entry('arch');
      if (written?.value.kind === 'scalar') {
        const edit = fillNull(model.mapping, written.value, arch);
        return { title: `Write 'arch: ${arch}'`, safe, edits: [edit] };
      }
      const value = textLikeSiblings(model.mapping, arch);
      const edit = insertEntry(config.document, model.mapping, 'arch', value, 'name_or_path');
      return { title: `Insert 'arch: ${arch}'`, safe, edits: [edit] };
    }
  },
};
