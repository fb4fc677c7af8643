import { type ArchFacts, archFacts } from '../profiles/archs';
import { isQwen } from '../profiles/model-families';
import { holdsVariable, isNull, scalarText } from '../syntax/config-node';
import type { Finding, Severity } from '../syntax/finding';
import { fillNull, insertEntry, replaceScalar, textLikeSiblings } from '../syntax/text-edits';
import { isReportedElsewhere } from '../trainer/reported-elsewhere';
import type { Section } from '../trainer/training-config';
import type { Rule } from './rule';

export const noiseSchedulerMissing: Rule = {
  code: 'noise-scheduler-missing',
  severity: 'warning',
  summary: 'A flow-matching model without `noise_scheduler: flowmatch`.',
  claims: [{ where: 'step', what: 'fails', seen: 'source' }],

  *check(config) {
    for (const process of config.trainers) {
      const arch = archFacts(process.arch);
      const train = process.section('train');
      // The older Qwen models have a rule of their own, with the guide's words.
      if (!arch?.withoutFlowmatch || !train?.key || isQwen(process)) continue;
      const entry = train.entry('noise_scheduler');
      if (entry && !isNull(entry.value)) {
        const value = entry.value;
        if (value.kind !== 'scalar' || holdsVariable(value) || value.value === 'flowmatch') continue;
        yield {
          span: value.span,
          ...wordsFor(arch, `With 'noise_scheduler: ${scalarText(value) ?? ''}'`),
          fixes: [{ title: "Change to 'flowmatch'", safe: true, edits: [replaceScalar(value, 'flowmatch')] }],
        };
      } else if (!isReportedElsewhere(process, 'train', 'noise_scheduler')) {
        yield absent(arch, train);
      }
    }

    function absent(arch: ArchFacts, train: Section): Finding {
      const written = train.entry('noise_scheduler')?.value;
      const edit =
        written?.kind === 'scalar'
          ? fillNull(train.mapping, written, 'flowmatch')
          : insertEntry(
              config.document,
              train.mapping,
              'noise_scheduler',
              textLikeSiblings(train.mapping, 'flowmatch'),
            );
      return {
        span: train.key?.span ?? train.mapping.span,
        ...wordsFor(arch, "Without 'noise_scheduler' ai-toolkit uses 'ddpm'. With it"),
        missing: true,
        fixes: [{ title: "Insert 'noise_scheduler: flowmatch'", safe: true, edits: [edit] }],
      };
    }
  },
};

function wordsFor(arch: ArchFacts, start: string): { message: string; severity: Severity } {
  const { name, withoutFlowmatch } = arch;
  const advice = "Write 'noise_scheduler: flowmatch'.";
  if (withoutFlowmatch === 'fails') {
    const message = `${start} ${name} fails at the first training step, after loading the model. ${advice}`;
    return { severity: 'error', message };
  }
  const effect =
    withoutFlowmatch === 'ignores'
      ? `${name} trains, but ai-toolkit ignores 'timestep_type' and the shift by resolution`
      : `${name} gets noise of another kind than it is trained to remove, so the LoRA learns the wrong thing`;
  return { severity: 'warning', message: `${start} ${effect}. ${advice}` };
}
