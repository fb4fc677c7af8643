import { isText } from '../syntax/config-node';
import type { Rule } from './rule';

export const sampleWithoutPrompt: Rule = {
  code: 'sample-without-prompt',
  severity: 'warning',
  summary: 'A sample without `prompt` is dropped.',
  claims: [{ where: 'sample', what: 'ignored', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      for (const sample of process.sections('sample.samples')) {
        const prompt = sample.node('prompt');
        const first = sample.mapping.entries.find((entry) => !entry.merged);
        if (!first || (prompt && !(isText(prompt) && prompt.value === ''))) continue;
        yield {
          span: (sample.entry('prompt') ?? first).key.span,
          message:
            "This sample has no 'prompt', so ai-toolkit drops it and generates nothing for it. Write a 'prompt'.",
          missing: true,
        };
      }
    }
  },
};
