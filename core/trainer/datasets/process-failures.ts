import { isNull } from '../../syntax/config-node';
import type { Section, TrainingProcess } from '../training-config';
import type { TrainerFailure } from './scanned-dataset';

/**
 * What ends the constructor of a process over its datasets and its trigger word, in the order in which ai-toolkit finds it
 * (toolkit/config_modules.py:1502-1508, extensions_built_in/sd_trainer/SDTrainer.py:89-105).
 */
export function processFailures(process: TrainingProcess): readonly TrainerFailure[] {
  const [first] = errorsOf(process);
  return first === undefined ? [] : [{ at: 'process', error: `ValueError: ${first}` }];
}

function* errorsOf(process: TrainingProcess): Generator<string> {
  const preserves = process.truthy('train.diff_output_preservation');
  const blank = process.truthy('train.blank_prompt_preservation');
  const { arch } = process;
  if (arch === 'qwen_image_edit' && process.truthy('train.unload_text_encoder')) {
    yield `Cannot cache unload text encoder with ${arch} model. Control images are encoded with text embeddings. You can cache the text embeddings though`;
  }
  if (preserves && blank) {
    yield 'Cannot use both differential output preservation and blank prompt preservation at the same time. Please set one of them to False.';
  }
  const network = isSet(process, 'network');
  if (preserves) {
    if (![process, ...process.datasets].some((section) => isSet(section, 'trigger_word'))) {
      yield 'diff_output_preservation requires a trigger_word to be set';
    }
    if (!network) yield 'diff_output_preservation requires a network to be set';
    if (process.truthy('train.train_text_encoder')) {
      yield 'diff_output_preservation is not supported with train_text_encoder';
    }
  }
  if (blank && !network) yield 'blank_prompt_preservation requires a network to be set';
}

function isSet(section: Section, key: string): boolean {
  const node = section.node(key);
  return node !== undefined && !isNull(node);
}
