import { archOf } from '../../profiles/config-skeletons';
import { qwenCheckpointOf, recoveryAdapterOf } from '../../profiles/qwen-checkpoints';
import type { SchemaNode } from '../../schema/config-schema';
import { meaningOf } from '../../schema/schema-lookup';
import { valueVersions } from './version-text';

export interface ValueQuestion {
  readonly value: string;
  /** `model.qtype` */
  readonly name: string;
  /** The enumeration of the key's values. */
  readonly values: SchemaNode | undefined;
  /** `model.name_or_path` of the same process. */
  readonly nameOrPath: string | undefined;
}

/** What a value means; Markdown paragraphs, none when there is nothing to say of this very value. */
export function valueText(question: ValueQuestion): string[] {
  const { name, values, value } = question;
  if (name === 'model.name_or_path') return checkpointText(value);
  if (!values) return [];
  if (name === 'model.qtype' && value.includes('|')) return adapterText(question, values);
  const broken = values['x-brokenValues']?.includes(value) ? 'Always fails.' : undefined;
  const text = meaningOf(values, value) ?? broken ?? unknownText(values);
  const versions = valueVersions(values, value);
  return [
    titleOf(value, name),
    text,
    ...(versions === undefined ? [] : [versions]),
    ...suffixText(values, value),
  ];
}

function titleOf(value: string, name: string): string {
  return `**${code(value)}** · \`${name}\``;
}

function unknownText(values: SchemaNode): string {
  const what = values['x-unknownValue'] ?? 'passed on as it is';
  return values['x-openValues']
    ? `Not one of the usual values; others are ${what}.`
    : `**Unknown** to ai-toolkit: ${what}.`;
}

/** `qwen_image:2512`: what ai-toolkit makes of the part behind the colon. */
function suffixText(values: SchemaNode, value: string): string[] {
  const mark = values['x-suffix'];
  if (mark === undefined || !value.includes(mark)) return [];
  const at = value.indexOf(mark);
  return [
    `${code(value.slice(at))} is the web UI's name for the checkpoint's release. ai-toolkit ignores it and trains with ${code(value.slice(0, at))}.`,
  ];
}

/** `uint3|user/repo/file.safetensors` */
function adapterText({ value, name, nameOrPath }: ValueQuestion, values: SchemaNode): string[] {
  const [qtype = '', adapter = ''] = value.split('|');
  const known = recoveryAdapterOf(adapter);
  const checkpoint = qwenCheckpointOf(nameOrPath);
  const made = known
    ? `${code(adapter)}: the accuracy recovery adapter of ${known.checkpoint.name} for ${code(known.qtype)}. It restores most of the quality that so few bits lose.`
    : `${code(adapter)}: an accuracy recovery adapter. It must be made for this checkpoint and quantization type.`;
  const clash =
    known && ((checkpoint && known.checkpoint !== checkpoint) || known.qtype !== qtype)
      ? [
          `**Does not fit** ${checkpoint ? `${checkpoint.name} with ` : ''}${code(qtype)}; ai-toolkit does not check this.`,
        ]
      : [];
  return [
    titleOf(value, name),
    `${code(qtype)}: ${meaningOf(values, qtype) ?? unknownText(values)}`,
    made,
    ...clash,
  ];
}

function checkpointText(value: string): string[] {
  const checkpoint = qwenCheckpointOf(value);
  if (!checkpoint) return [];
  const adapters = Object.values(checkpoint.recoveryAdapters).map((adapter) => `- ${code(adapter)}`);
  return [
    `**${checkpoint.name}** · [on Hugging Face](https://huggingface.co/${checkpoint.hubId})`,
    `ai-toolkit trains it with ${code(`arch: ${archOf(checkpoint)}`)}; it does not detect the arch from the name.`,
    `Few bits with its recovery adapter, as \`qtype\`:\n\n${adapters.join('\n')}`,
  ];
}

/** A code span of any text: fenced by one backtick more than the text holds. */
function code(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}
