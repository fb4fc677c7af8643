/** What differs between two texts: `[start, oldEnd)` of the one has become `[start, newEnd)` of the other. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The smallest single change that makes one text of the other. */
export function changeBetween(before: string, after: string): TextChange {
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  return { start, oldEnd: before.length - end, newEnd: after.length - end };
}

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before.charCodeAt(length) === after.charCodeAt(length)) length++;
  return length;
}

function commonEnd(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start;
  let length = 0;
  while (
    length < most &&
    before.charCodeAt(before.length - 1 - length) === after.charCodeAt(after.length - 1 - length)
  ) {
    length++;
  }
  return length;
}
