import { archToWrite, checkpointOf } from '../profiles/checkpoints';
import { foreignModelOf } from '../profiles/foreign-models';
import { certainQwenCheckpointOf, qwenCheckpointOf } from '../profiles/qwen-checkpoints';
import type { ScalarNode } from '../syntax/config-node';
import type { Fix, ReportedFinding } from '../syntax/finding';
import { replaceScalar } from '../syntax/text-edits';
import { describedVersions } from '../toolkit/versions';
import type { SchemaNode } from './config-schema';
import type { KeyChecks } from './key-checks';
import { type Candidate, clearWinner, nearestWords } from './key-distance';
import { unknownValue } from './structure-codes';

const falls =
  'ai-toolkit then silently builds Stable Diffusion 1, and the checkpoint does not load (toolkit/util/get_model.py:45)';

/**
 * An arch that no described version knows becomes Stable Diffusion. A typo and the name of a release are errors, and so
 * is whatever the sources of the user's own ai-toolkit do not name; without these another name may be that of a newer
 * model. Undefined for an arch that the user's own ai-toolkit has.
 */
export function unknownArchFinding(
  { toolkit }: KeyChecks,
  node: ScalarNode,
  values: SchemaNode,
): ReportedFinding | undefined {
  const written = String(node.value);
  const stem = written.split(values['x-suffix'] ?? ':')[0] ?? written;
  if (toolkit?.archs?.has(stem)) return undefined;
  const meant = meantArch(stem, values);
  const report = (
    severity: 'error' | 'warning',
    message: string,
    fixes: readonly Fix[],
  ): ReportedFinding => ({
    code: unknownValue.code,
    severity,
    span: node.span,
    message,
    fixes,
  });
  if (meant.arch !== undefined) {
    const message = `There is no arch '${written}': ${falls}. Did you mean '${meant.arch}'?`;
    return report('error', message, [changeTo(node, meant.arch, true)]);
  }
  const foreign = /^qwen/i.test(stem) ? foreignModelOf(stem) : undefined;
  if (foreign) return report('error', `There is no arch '${written}'. ${foreign.what} ${foreign.advice}`, []);
  const fixes = meant.near.slice(0, 2).map((word) => changeTo(node, word, false));
  if (toolkit?.archs) {
    const message = `Your ai-toolkit ${toolkit.version} has no arch '${written}': ${falls}.`;
    return report('error', message, fixes);
  }
  const versions = describedVersions.join(' and ');
  const message = `The arch '${written}' is not known to ai-toolkit ${versions}: ${falls}. A newer version or a fork may have it.`;
  return report('warning', message, fixes);
}

interface MeantArch {
  /** The one arch that is meant. */
  readonly arch: string | undefined;
  /** Archs of a similar name. */
  readonly near: readonly string[];
}

function meantArch(stem: string, values: SchemaNode): MeantArch {
  const suffix = values['x-suffix'] ?? ':';
  const broken = new Set(values['x-brokenValues'] ?? []);
  const known = (values.enum ?? []).map(String).filter((value) => !broken.has(value));
  const stems = [...new Set(known.map((value) => value.split(suffix)[0] ?? value))];
  // A bare word for the family; a name with a number may be that of a newer model.
  if (/^qwen[-_ ]?(?:image)?$/i.test(stem)) return { arch: 'qwen_image', near: [] };
  const released = releaseOf(stem);
  if (released !== undefined) return { arch: released, near: [] };
  // A number that differs is not a typo, so the name of a newer version is not read as an older one.
  const candidates: readonly Candidate[] = nearestWords(stem, stems);
  return {
    arch: clearWinner(candidates),
    near: candidates.filter(({ close }) => close).map(({ word }) => word),
  };
}

/** `qwen_image_edit_2511` and `z_image_turbo` name a checkpoint; its arch is written otherwise. */
function releaseOf(stem: string): string | undefined {
  const checkpoint = checkpointOf(stem);
  if (!checkpoint) return undefined;
  // `qwen_image_anime` may be anything.
  if (qwenCheckpointOf(stem) && !certainQwenCheckpointOf(stem) && checkpoint.name !== 'Qwen-Image-2.1') {
    return undefined;
  }
  return archToWrite(checkpoint);
}

function changeTo(node: ScalarNode, word: string, safe: boolean): Fix {
  return { title: `Change to '${word}'`, safe, edits: [replaceScalar(node, word)] };
}
