import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerLength } from '../../../core/trainer/safetensors-header';

function prefix(length: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

describe('the length that a safetensors file says its header has', () => {
  it('is not believed when it is more than the library reads, or more than there is', () => {
    assert.equal(headerLength(prefix(2n ** 60n), 1000), 'header-too-large');
    assert.equal(headerLength(prefix(2n ** 64n - 1n), 1000), 'header-too-large');
    assert.equal(headerLength(prefix(1000n), 1000), 'header-cut');
    assert.equal(headerLength(prefix(992n), 1000), 992);
  });

  it('is not read from less than eight bytes', () => {
    assert.equal(headerLength(new Uint8Array(7), 7), 'no-header');
    assert.equal(headerLength(new Uint8Array(0), 0), 'empty');
  });
});
