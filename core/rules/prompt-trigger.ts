import { holdsVariable, scalarText, type TextScalar } from '../syntax/config-node';
import type { Finding, Span } from '../syntax/finding';
import { prependText } from '../syntax/text-edits';
import { promptText } from '../trainer/sample-drawing';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

const placeholder = '[trigger]';

export const promptTrigger: Rule = {
  code: 'prompt-trigger',
  severity: 'warning',
  summary: 'A sample prompt without the trigger word does not show what is trained.',
  claims: [{ where: 'sample', what: 'advice', seen: 'run' }],

  *check(config) {
    for (const process of config.trainers) {
      const trigger = process.node('trigger_word');
      if (holdsVariable(trigger)) continue;
      const word = withName(config, scalarText(trigger) ?? '').trim();
      for (const { text: prompt } of samplePromptsOf(process)) {
        if (holdsVariable(prompt)) continue;
        const found =
          word === '' ? literalPlaceholder(process, prompt) : withoutTrigger(config, process, prompt, word);
        if (found) yield found;
      }
    }
  },
};

function withoutTrigger(
  config: TrainingConfig,
  process: TrainingProcess,
  text: TextScalar,
  word: string,
): Finding | undefined {
  // ai-toolkit ends the prompt at its first flag.
  const prompt = promptText(withName(config, text.value));
  if (prompt === '' || prompt.includes(word) || prompt.includes(placeholder)) return undefined;
  const otherCase = inOtherCase(prompt, word);
  if (otherCase !== undefined) return spelledOtherwise(text, word, otherCase);
  const prompts = process.node('sample.prompts');
  const flow = prompts?.kind === 'sequence' && prompts.flow;
  return {
    span: text.span,
    message: `This sample prompt does not contain the trigger word '${word}', which ai-toolkit adds to captions but not to sample prompts: the sample will not show what is trained. Add '${word}' to the prompt.`,
    fixes: [{ title: `Put '${word}' first`, safe: false, edits: [prependText(text, `${word}, `, flow)] }],
  };
}

function inOtherCase(prompt: string, word: string): string | undefined {
  const at = prompt.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? undefined : prompt.slice(at, at + word.length);
}

/** Captions get the trigger word as the config writes it (toolkit/prompt_utils.py:738); the text encoder reads case. */
function spelledOtherwise(text: TextScalar, word: string, found: string): Finding {
  const at = text.source.indexOf(found);
  const start = text.span.start + at;
  const span = at < 0 ? text.span : { start, end: start + found.length };
  return {
    span,
    severity: 'information',
    message: `The trigger word '${word}' is in this prompt in another case, '${found}'. Captions contain '${word}', and the text encoder can tell the two apart. Write '${word}'.`,
    fixes: at < 0 ? [] : [{ title: `Write '${word}'`, safe: false, edits: [{ span, newText: word }] }],
  };
}

/**
 * Sample prompts get only the trigger word of the process, and only if there is one
 * (jobs/process/BaseSDTrainProcess.py:326). An embedding or a vision adapter has its own trigger.
 */
function literalPlaceholder(process: TrainingProcess, text: TextScalar): Finding | undefined {
  if (!text.value.includes(placeholder) || process.entry('embedding') || process.entry('adapter')) {
    return undefined;
  }
  const ofDataset = process.datasets.some((dataset) => dataset.text('trigger_word'));
  const why = ofDataset
    ? "the 'trigger_word' of a dataset is not used for sample prompts"
    : "there is no 'trigger_word'";
  const at = text.source.indexOf(placeholder);
  const span: Span =
    at < 0 ? text.span : { start: text.span.start + at, end: text.span.start + at + placeholder.length };
  return {
    span,
    message: `'[trigger]' stays in the prompt as plain text: ${why}. Write 'trigger_word' in the process, or write the word itself here.`,
  };
}

/** The loader replaces `[name]` with the job's name everywhere (toolkit/config.py:47-51). */
function withName(config: TrainingConfig, text: string): string {
  return text.replaceAll('[name]', scalarText(config.name) ?? '[name]');
}
