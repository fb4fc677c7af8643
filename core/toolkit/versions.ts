/** The versions of ai-toolkit for which a fact or a rule holds; without bounds every known one. */
export interface VersionRange {
  /** The first version, such as `0.13.17`. */
  readonly since?: string;
  /** The first version for which it no longer holds. */
  readonly until?: string;
}

/** The versions of ai-toolkit that a config may be trained with. Rules ask it what holds. */
export interface ToolkitVersions {
  /** The one version that counts; undefined when no checkout was found and no setting chooses one. */
  readonly decided: string | undefined;
  /** `your ai-toolkit is 0.12.26`, for messages; undefined when no version is decided. */
  readonly label: string | undefined;
  /** Whether a range holds for all possible versions, for some of them, or for none. */
  holds(range: VersionRange): 'always' | 'sometimes' | 'never';
}

/** The versions that the facts describe, the oldest first. */
export const describedVersions = ['0.12.26', '0.13.22'] as const;

/** The first version of the 0.13 line. What changed somewhere before 0.13.13 counts from here on. */
export const since013: VersionRange = { since: '0.13.0' };

/** The versions that have `arch: qwen_image_2`. */
export const sinceQwen2: VersionRange = { since: '0.13.17' };

/**
 * Everything before the 0.13 line.
 *
 * @testonly
 */
export const until013: VersionRange = { until: '0.13.0' };

/** The newest version that the facts describe. */
export const newestDescribedVersion: string = describedVersions[describedVersions.length - 1] ?? '';

/** Where a version is known from. */
export interface VersionClues {
  /** `VERSION` of the checkout that was found. */
  readonly checkout: string | undefined;
  /** What the user chose: a version, or a line such as `0.13`; anything else chooses nothing. */
  readonly chosen: string | undefined;
  /** The first version that can train the config at all, by its arch; it counts where no version is known. */
  readonly needed?: string | undefined;
}

/**
 * The versions to judge a config by: what the user chose, else the checkout's, else every described version together.
 */
export function toolkitVersions({ checkout, chosen, needed }: VersionClues): ToolkitVersions {
  const picked = readVersion(chosen);
  const decided = picked ?? checkout;
  const candidates = decided === undefined ? versionsFrom(needed) : [decided];
  return {
    decided,
    label: labelOf(picked, checkout),
    holds(range) {
      const count = candidates.filter((version) => isInRange(version, range)).length;
      if (count === 0) return 'never';
      return count === candidates.length ? 'always' : 'sometimes';
    },
  };
}

/** Who trains with an arch of a newer version has that version. */
function versionsFrom(needed: string | undefined): readonly string[] {
  if (needed === undefined) return describedVersions;
  const fitting = describedVersions.filter((version) => compareVersions(version, needed) >= 0);
  return fitting.length === 0 ? describedVersions : fitting;
}

function labelOf(picked: string | undefined, checkout: string | undefined): string | undefined {
  if (picked !== undefined) return `the chosen ai-toolkit is ${picked}`;
  return checkout === undefined ? undefined : `your ai-toolkit is ${checkout}`;
}

/**
 * No version is decided: everything holds that holds for all described versions.
 *
 * @testonly
 */
export const anyVersion: ToolkitVersions = toolkitVersions({ checkout: undefined, chosen: undefined });

/** A version as a setting writes it; of a line such as `0.13` the newest that is described. Undefined for other text. */
export function readVersion(text: string | undefined): string | undefined {
  const written = text?.trim().replace(/^v/i, '');
  if (written === undefined || !/^\d+\.\d+(?:\.\d+)?$/.test(written)) return undefined;
  if (/^\d+\.\d+\.\d+$/.test(written)) return written;
  return describedVersions.find((version) => version.startsWith(`${written}.`)) ?? `${written}.0`;
}

/** Negative when `a` is older than `b`, positive when it is newer. Numbers count, further text does not. */
export function compareVersions(a: string, b: string): number {
  const left = numbersOf(a);
  const right = numbersOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

/** Whether a version lies in a range. */
export function isInRange(version: string, { since, until }: VersionRange): boolean {
  if (since !== undefined && compareVersions(version, since) < 0) return false;
  return until === undefined || compareVersions(version, until) < 0;
}

/** Whether a version is newer than everything that the facts describe. */
export function isNewerThanFacts(version: string): boolean {
  return describedVersions.every((described) => compareVersions(version, described) > 0);
}

/** A range as messages write it: `0.13.17 and newer`, `versions before 0.13`; `every version` without bounds. */
export function rangeText({ since, until }: VersionRange): string {
  const from = since?.replace(/\.0$/, '');
  const to = until?.replace(/\.0$/, '');
  if (from !== undefined && to !== undefined) return `versions from ${from} to before ${to}`;
  if (from !== undefined) return `${from} and newer`;
  return to === undefined ? 'every version' : `versions before ${to}`;
}

/** What to say where two versions differ: one of the first two when it is certain, else the third, which names both. */
export function byVersion<T>(
  versions: ToolkitVersions,
  range: VersionRange,
  { inside, outside, both }: { readonly inside: T; readonly outside: T; readonly both: T },
): T {
  const holds = versions.holds(range);
  if (holds === 'always') return inside;
  return holds === 'never' ? outside : both;
}
