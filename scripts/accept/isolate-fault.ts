import { applyChanges } from '../../core/rehearsal/apply-changes';
import { type ConfigDocument, parseConfigDocument } from '../../core/syntax/config-document';
import { type ConfigPath, formatPath, nodeAt, pathAt } from '../../core/syntax/config-path';
import type { ReportedFinding } from '../../core/syntax/finding';
import { applyEdits } from '../../core/syntax/text-edits';

/** The findings of a text, as the editor shows them. */
export type FindAll = (text: string) => Promise<readonly ReportedFinding[]>;

/** One finding, whatever else the text says: its code and its key below the process. */
export interface Fault {
  readonly code: string;
  /** `train.lr`, or `config.name` outside a process. */
  readonly key: string;
}

/** A finding's fault; of several processes only one is left, so their number does not count. */
export function faultOf(text: string, finding: ReportedFinding): Fault {
  const document = parseConfigDocument(text, 'yaml');
  return { code: finding.code, key: keyOf(pathAt(document.root, finding.span.start)) };
}

/** The finding of a fault in a text; undefined when it is not there. */
export async function findFault(
  text: string,
  fault: Fault,
  find: FindAll,
): Promise<ReportedFinding | undefined> {
  const { code, key } = fault;
  const document = parseConfigDocument(text, 'yaml');
  return (await find(text)).find(
    (finding) => finding.code === code && keyOf(pathAt(document.root, finding.span.start)) === key,
  );
}

/** A fixture shows many faults at once. This leaves one: the other processes and the other findings' texts are taken out. */
export async function isolateFault(text: string, finding: ReportedFinding, find: FindAll): Promise<string> {
  const fault = faultOf(text, finding);
  const stays = async (candidate: string) => (await findFault(candidate, fault, find)) !== undefined;
  let current = await withOneProcess(text, finding, stays);
  const tried = new Set<string>();
  // Each round takes out one other finding; a fixture has some dozens at most.
  for (let round = 0; round < 60; round++) {
    const document = parseConfigDocument(current, 'yaml');
    const other = (await find(current)).find(({ code, severity, span }) => {
      const key = keyOf(pathAt(document.root, span.start));
      const isOther = code !== fault.code || key !== fault.key;
      return isOther && severity !== 'information' && severity !== 'hint' && !tried.has(`${code} ${key}`);
    });
    if (!other) break;
    tried.add(`${other.code} ${keyOf(pathAt(document.root, other.span.start))}`);
    const [without] = withoutFinding(current, other);
    if (without !== undefined && (await stays(without))) current = without;
  }
  return current;
}

/** Ways to take a finding's fault out of a text, the best first: its fixes, the key removed, what the key is in removed. */
export function withoutFinding(text: string, finding: ReportedFinding): string[] {
  const fixed = (finding.fixes ?? []).map(({ edits }) => applyEdits(text, edits));
  const document = parseConfigDocument(text, 'yaml');
  if (document.problems.length > 0) return fixed;
  const path = pathAt(document.root, finding.span.start);
  // Below the section of a process, or a key of config that is none of a job's.
  const isSetting = path[1] === 'process' ? path.length > 3 : path.length === 2 && path[1] !== 'name';
  const removals = isSetting ? [path, ...(path.length > 5 ? [path.slice(0, -1)] : [])] : [];
  return [...fixed.slice(0, 2), ...removals.map((each) => removed(document, each))];
}

/** A finding's key and its value as the loader reads it. */
export function writtenAt(text: string, finding: ReportedFinding): { key: string; path: ConfigPath } {
  const document = parseConfigDocument(text, 'yaml');
  const path = pathAt(document.root, finding.span.start);
  return { key: keyOf(path), path };
}

async function withOneProcess(
  text: string,
  finding: ReportedFinding,
  stays: (candidate: string) => Promise<boolean>,
): Promise<string> {
  const document = parseConfigDocument(text, 'yaml');
  const list = nodeAt(document.root, ['config', 'process']);
  const path = pathAt(document.root, finding.span.start);
  const index = path[1] === 'process' && typeof path[2] === 'number' ? path[2] : undefined;
  if (list?.kind !== 'sequence' || index === undefined || list.items.length < 2) return text;
  const others = list.items.flatMap((_, at) =>
    at === index
      ? []
      : [{ path: ['config', 'process', at], to: undefined, why: 'one process shows the fault' }],
  );
  const alone = applyChanges(document, others).text;
  return (await stays(alone)) ? alone : text;
}

function removed(document: ConfigDocument, path: ConfigPath): string {
  return applyChanges(document, [{ path, to: undefined, why: 'the fault' }]).text;
}

function keyOf(path: ConfigPath): string {
  const inProcess = path[0] === 'config' && path[1] === 'process' && path.length > 3;
  return formatPath(inProcess ? path.slice(3) : path).replace(/\[(\d+)\]/g, '.$1');
}
