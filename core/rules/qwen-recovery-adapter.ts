import { isQwen } from '../profiles/model-families';
import { needsRecoveryAdapter } from '../profiles/quantization';
import {
  certainQwenCheckpointOf,
  type QwenCheckpoint,
  qwenCheckpointOf,
  recoveryAdapterOf,
} from '../profiles/qwen-checkpoints';
import { type Entry, holdsVariable, isText, type TextScalar } from '../syntax/config-node';
import type { Finding, Fix } from '../syntax/finding';
import { insertEntry, replaceScalar } from '../syntax/text-edits';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';
import type { Rule } from './rule';

/** The quantization that `qtype` and `accuracy_recovery_adapter` set together (toolkit/config_modules.py:739-743). */
interface Quantization {
  readonly qtype: TextScalar;
  readonly type: string;
  /** The adapter's path; the one after `|` overrides the key. */
  readonly adapter: string | undefined;
  readonly span: TextScalar;
}

export const qwenRecoveryAdapter: Rule = {
  code: 'qwen-recovery-adapter',
  severity: 'warning',
  summary: 'Quantization to 4 bits or less needs the accuracy recovery adapter of this checkpoint.',
  claims: [
    { where: 'load', what: 'changed', seen: 'source' },
    { where: 'load', what: 'fails', seen: 'run', of: 'a path that is neither here nor on the Hub' },
  ],

  *check(config) {
    for (const process of config.trainers) {
      const model = process.section('model');
      const quantization = model && readQuantization(model);
      if (!model || !quantization || !isQwen(process)) continue;
      const found = adapterOff(config, model, quantization) ?? adapterProblem(process, quantization);
      if (found) yield found;
    }
  },
};

function readQuantization(model: Section): Quantization | undefined {
  const qtype = model.text('qtype');
  if (!qtype || holdsVariable(qtype)) return undefined;
  const parts = qtype.value.split('|');
  const type = parts[0] ?? '';
  if (parts.length > 2) return undefined;
  const key = model.node('accuracy_recovery_adapter');
  if (parts.length === 2) return { qtype, type, adapter: parts[1], span: qtype };
  return isText(key) && key.value !== '' && !holdsVariable(key)
    ? { qtype, type, adapter: key.value, span: key }
    : { qtype, type, adapter: undefined, span: qtype };
}

function adapterOff(
  config: TrainingConfig,
  model: Section,
  { adapter, span }: Quantization,
): Finding | undefined {
  if (adapter === undefined || model.truthy('quantize')) return undefined;
  const off: Entry | undefined = model.entry('quantize');
  if (off && (off.value.kind !== 'scalar' || holdsVariable(off.value))) return undefined;
  const edit =
    off?.value.kind === 'scalar'
      ? replaceScalar(off.value, true)
      : insertEntry(config.document, model.mapping, 'quantize', 'true', 'arch');
  return {
    span: span.span,
    message:
      "Without 'quantize: true' the model stays in 16 bits and the accuracy recovery adapter is never loaded. Write 'quantize: true'.",
    fixes: [{ title: "Write 'quantize: true'", safe: false, edits: [edit] }],
  };
}

function adapterProblem(process: TrainingProcess, quantization: Quantization): Finding | undefined {
  const { type, adapter } = quantization;
  if (adapter === undefined) {
    if (!process.truthy('model.quantize') || !needsRecoveryAdapter(type)) return undefined;
    return problem(
      process,
      quantization,
      `'${type}' without an accuracy recovery adapter loses visible quality.`,
    );
  }
  const known = recoveryAdapterOf(adapter);
  if (!known) return isLocalOrHub(adapter) ? undefined : notOnHub(process, quantization, adapter);
  const checkpoint = certainQwenCheckpointOf(process.nameOrPath);
  if (checkpoint && checkpoint !== known.checkpoint) {
    const text = `This accuracy recovery adapter was made for ${known.checkpoint.name}; on ${checkpoint.name} it adds errors instead of removing them.`;
    return problem(process, quantization, text);
  }
  if (known.qtype !== type) {
    const text = `This accuracy recovery adapter was made for '${known.qtype}', but the model is quantized to '${type}'.`;
    return problem(process, quantization, text);
  }
  return isLocalOrHub(adapter) ? undefined : notOnHub(process, quantization, adapter);
}

/** An absolute path, or `user/repository/file`; any other text is a path relative to the folder where ai-toolkit starts, or fails. */
function isLocalOrHub(adapter: string): boolean {
  return /^(?:[\\/~.]|[a-z]:[\\/])/i.test(adapter) || adapter.split('/').length === 3;
}

function notOnHub(process: TrainingProcess, quantization: Quantization, adapter: string): Finding {
  const text = `'${adapter}' is not a Hub path ('user/repository/file'): ai-toolkit finds it only as a file in the folder where it starts, and fails otherwise.`;
  const isPublished = recoveryAdapterOf(adapter) !== undefined;
  const finding = isPublished ? problem(process, quantization, text) : undefined;
  return { ...(finding ?? { span: quantization.span.span, message: text }), severity: 'information' };
}

function problem(process: TrainingProcess, quantization: Quantization, text: string): Finding {
  const fixes = matchingFixes(qwenCheckpointOf(process.nameOrPath), quantization);
  const best = fixes[0]?.title.replace(/^Change to /, '');
  const advice = best
    ? ` Write ${best}.`
    : " Use an 8-bit type such as 'qfloat8', or the adapter for this checkpoint.";
  return { span: quantization.span.span, message: `${text}${advice}`, fixes };
}

/** The checkpoint's own adapters, the one of the wanted bit width first. */
function matchingFixes(checkpoint: QwenCheckpoint | undefined, { qtype, type, span }: Quantization): Fix[] {
  if (!checkpoint) return [];
  const entries = Object.entries(checkpoint.recoveryAdapters);
  const wanted = type.replace(/\D/g, '');
  const ordered = [...entries].sort(([a], [b]) => Number(b.endsWith(wanted)) - Number(a.endsWith(wanted)));
  return ordered.map(([bits, value]) => {
    if (span === qtype) {
      return { title: `Change to '${value}'`, safe: false, edits: [replaceScalar(qtype, value)] };
    }
    const path = value.slice(bits.length + 1);
    const edits = [replaceScalar(qtype, bits), replaceScalar(span, path)];
    return { title: `Change to '${path}'`, safe: false, edits };
  });
}
