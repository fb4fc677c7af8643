/**
 * Whether the start of a file is that of one that `torch.load` reads: a zip archive or, of old versions, a pickle. Undefined
 * where too little of it is known; an empty file counts as unknown.
 */
export function looksLikeTorch(start: Uint8Array | undefined): boolean | undefined {
  if (!start || start.length < 2) return undefined;
  return (start[0] === 0x50 && start[1] === 0x4b) || start[0] === 0x80;
}
