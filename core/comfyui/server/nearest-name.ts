/** Names that are compared; a longer list is looked at up to here. */
const mostNames = 20_000;
const longestName = 300;

/**
 * The name of a list that is most like another one: the same file in another folder, the same letters in another case or with
 * another separator, else one that differs in less than a third of its letters.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const considered = names.slice(0, mostNames);
  const plain = plainOf(name);
  const same =
    considered.find((each) => plainOf(each) === plain) ??
    considered.find((each) => lastPart(plainOf(each)) === lastPart(plain));
  if (same !== undefined) return same;
  let best: string | undefined;
  let least = Math.ceil(plain.length / 3);
  for (const each of considered) {
    if (Math.abs(each.length - plain.length) >= least || each.length > longestName) continue;
    const distance = editDistance(plain, plainOf(each));
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

function plainOf(name: string): string {
  return name.slice(0, longestName).toLowerCase().replaceAll('\\', '/');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
