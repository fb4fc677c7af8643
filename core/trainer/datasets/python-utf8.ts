import { PythonError } from './python-error';

/**
 * The text of a file that Python opens with `encoding='utf-8'`: a byte order mark stays as U+FEFF.
 *
 * @throws PythonError the UnicodeDecodeError of Python where the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const broken = firstBroken(bytes);
  if (broken) throw broken;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The same with line ends as Python's text mode reads them. */
export function readTextMode(bytes: Uint8Array): string {
  return decodeUtf8(bytes).replace(/\r\n?/g, '\n');
}

function firstBroken(bytes: Uint8Array): PythonError | undefined {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const length =
      lead >= 0xc2 && lead <= 0xdf
        ? 2
        : lead >= 0xe0 && lead <= 0xef
          ? 3
          : lead >= 0xf0 && lead <= 0xf4
            ? 4
            : 0;
    if (length === 0) return decodeError(bytes, at, 1, 'invalid start byte');
    for (let offset = 1; offset < length; offset++) {
      const next = bytes[at + offset];
      if (next === undefined) return decodeError(bytes, at, offset, 'unexpected end of data');
      if (!continues(lead, offset, next)) return decodeError(bytes, at, offset, 'invalid continuation byte');
    }
    at += length;
  }
  return undefined;
}

/** Whether a byte may follow: overlong forms, surrogates and code points above U+10FFFF are refused at the second byte. */
function continues(lead: number, offset: number, byte: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (offset > 1) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte <= 0x8f;
}

function decodeError(bytes: Uint8Array, at: number, count: number, reason: string): PythonError {
  const where =
    count === 1
      ? `byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')} in position ${at}`
      : `bytes in position ${at}-${at + count - 1}`;
  return new PythonError('UnicodeDecodeError', `'utf-8' codec can't decode ${where}: ${reason}`);
}
