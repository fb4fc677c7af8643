import { formatPath, pathAt } from '../../core/syntax/config-path';
import type { ReportedFinding, Severity } from '../../core/syntax/finding';
import { defaultOptions, findWithDisk, readConfig } from './find-in-text';
import { inMemoryDisk } from './in-memory-disk';
import { diskOf } from './seen-disk';
import { baseConfig, configOf, type SeenRun } from './seen-runs';

const order: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** What a record's words ask for: a finding of one of these severities, or none that is graver than `most`. */
export interface Demand {
  readonly oneOf?: readonly Severity[];
  readonly most?: Severity;
}

/** Ways in which a record's words begin; anything else is the message of a finding of ours that was right. */
const demands: readonly (readonly [RegExp, Demand])[] = [
  [/^no error/, { most: 'warning' }],
  [/^(?:nothing|as for any other word|information at most)/, { most: 'information' }],
  [
    /^(?:error or warning|warning or error|warning by the letter|error: the file is no UTF-8)/,
    { oneOf: ['error', 'warning'] },
  ],
  [/^error/, { oneOf: ['error'] }],
  [/^warning/, { oneOf: ['warning'] }],
  [/^(?:information|the message names)/, { oneOf: ['information', 'hint'] }],
  [/^hint/, { oneOf: ['hint', 'information'] }],
  [/^optimizer\.pt is taken/, { oneOf: ['warning', 'information'] }],
];

export function demandOf(run: SeenRun): Demand {
  const found = demands.find(([words]) => words.test(run.says));
  if (found) return found[1];
  const gravest = order.find((severity) => run.severities.includes(severity));
  return gravest === undefined ? { most: 'information' } : { oneOf: [gravest] };
}

/** What we find in the case that we do not find in the run that it was made from. */
export async function newFindings(run: SeenRun): Promise<readonly Placed[]> {
  // What every start of an edit arch shows is part of its record.
  const basis = new Set((await findIn(run, baseConfig('image'), true)).map(({ key }) => key));
  return (await findIn(run, configOf(run), false)).filter(({ key }) => !basis.has(key));
}

interface Placed {
  readonly finding: ReportedFinding;
  readonly places: readonly string[];
  readonly key: string;
}

async function findIn(run: SeenRun, text: string, untouched: boolean): Promise<readonly Placed[]> {
  const disk = inMemoryDisk(diskOf(untouched ? ({ ...run, files: '', before: undefined } as never) : run));
  const { env } = run;
  const options = {
    atStart: true,
    toolkitVersion: '0.12.26',
    variable: (name: string) => env?.[name],
  };
  const { root } = readConfig(text).document;
  return (await findWithDisk(text, disk, { ...defaultOptions, ...options })).map((finding) => ({
    finding,
    places: [finding, ...(finding.related ?? [])].map(({ span }) => formatPath(pathAt(root, span.start))),
    key: [finding.code, finding.severity, finding.message, pathAt(root, finding.span.start)].join('|'),
  }));
}

/** Why the findings are not what the record asks for; undefined where they are. */
export function disagreement(run: SeenRun, found: readonly Placed[]): string | undefined {
  const demand = demandOf(run);
  const rank = (severity: Severity) => order.indexOf(severity);
  const most = demand.most ?? (demand.oneOf?.includes('error') ? undefined : gravestAllowed(run, demand));
  const recorded = new Set(run.verdict === 'agree' ? run.product : []);
  if (most !== undefined) {
    const graver = found.filter(
      ({ finding }) => rank(finding.severity) < rank(most) && !recorded.has(finding.code),
    );
    if (graver.length > 0) return `too grave: ${graver.map(({ finding }) => finding.code).join(' ')}`;
  }
  const { oneOf } = demand;
  if (!oneOf) return undefined;
  const fitting = found.filter(({ finding }) => oneOf.includes(finding.severity));
  if (fitting.length === 0) return `no ${oneOf.join('/')}`;
  return fitting.some((one) => isAtPlace(run, one) || recorded.has(one.finding.code))
    ? undefined
    : `elsewhere: ${fitting[0]?.places[0]}`;
}

/** A case of several changes may show warnings of its other parts. */
function gravestAllowed(run: SeenRun, demand: Demand): Severity | undefined {
  const asked = demand.oneOf?.[0];
  const shown = order.find((severity) => run.severities.includes(severity));
  if (run.verdict === 'agree' && shown && asked && order.indexOf(shown) < order.indexOf(asked)) return shown;
  return asked === 'hint' ? 'information' : asked;
}

/** On a key that the case changes, above it, or below it; where the text or the disk was changed, anywhere. */
function isAtPlace(run: SeenRun, { places }: Placed): boolean {
  if (run.text !== undefined || run.files !== undefined || run.before !== undefined) return true;
  const changed = [...Object.keys(run.set), ...run.unset.map((key) => parentOf(key))].map(inConfig);
  return places.some((place) => changed.some((key) => within(place, key) || within(key, place)));
}

function within(inner: string, outer: string): boolean {
  return inner === outer || outer === '' || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}

function parentOf(key: string): string {
  return key.split('.').slice(0, -1).join('.');
}

function inConfig(key: string): string {
  const path = key.startsWith('/') ? key.slice(1) : `config.process[0]${key === '' ? '' : `.${key}`}`;
  return path.replace(/\.(\d+)/g, '[$1]');
}
