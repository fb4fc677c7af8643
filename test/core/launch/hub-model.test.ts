import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytesToCome,
  type HubCacheAnswer,
  judgeHubAccess,
  judgeHubCache,
} from '../../../core/launch/hub-model';

const gib = 1024 ** 3;
const cache = (more: Partial<HubCacheAnswer> = {}): HubCacheAnswer => ({
  repository: 'Qwen/Qwen-Image',
  folder: '/hf/hub',
  isWhole: false,
  presentBytes: 10 * gib,
  wholeBytes: 54 * gib,
  freeBytes: 500 * gib,
  whyNotWritable: undefined,
  offline: undefined,
  platform: 'linux',
  ...more,
});
const told = (more: Partial<HubCacheAnswer>) => judgeHubCache(cache(more)).map(({ message }) => message);

test('what is still to come must fit on the disk of the cache', () => {
  assert.equal(bytesToCome(cache()), 44 * gib);
  assert.deepEqual(told({}), []);
  assert.match(
    told({ freeBytes: 5 * gib })[0] ?? '',
    /44\.0 GiB of Qwen\/Qwen-Image .* '\/hf\/hub' has 5\.0 GiB free/,
  );
  assert.deepEqual(told({ freeBytes: 5 * gib, wholeBytes: undefined }), []);
});

test('a model that is all there needs neither room nor network nor rights', () => {
  assert.deepEqual(told({ isWhole: true, freeBytes: 0, whyNotWritable: 'x', offline: 'HF_HUB_OFFLINE' }), []);
});

test('offline on purpose and a cache without rights are told as such', () => {
  const offline = told({ offline: 'HF_HUB_OFFLINE', freeBytes: 0 });
  assert.equal(offline.length, 1);
  assert.match(offline[0] ?? '', /^HF_HUB_OFFLINE is set/);
  assert.match(
    told({ whyNotWritable: 'its disk is read-only' })[0] ?? '',
    /cannot be written: its disk is read-only/,
  );
});

test('long paths are told on Windows only', () => {
  const folder = `C:\\${'x'.repeat(160)}\\hub`;
  assert.match(told({ folder, platform: 'win32' })[0] ?? '', /HF_HOME to a short folder/);
  assert.deepEqual(told({ folder }), []);
});

test('gated, unknown and refused are three answers', () => {
  const says = (kind: Parameters<typeof judgeHubAccess>[1]['kind'], hasToken: boolean, near?: string) =>
    judgeHubAccess('Qwen/Qwen-Image-Edit-2590', { kind, hasToken }, near)[0]?.message;
  assert.match(says('gated', false) ?? '', /is gated, and there is no token/);
  assert.match(says('gated', true) ?? '', /your token does not open it/);
  assert.match(
    says('unknown-name', false, 'Qwen/Qwen-Image-Edit-2509') ?? '',
    /has no public model .* Did you mean Qwen\/Qwen-Image-Edit-2509\?/,
  );
  assert.match(says('bad-token', true) ?? '', /refuses your token/);
  assert.equal(says('open', false), undefined);
  assert.equal(
    judgeHubAccess('a/b', { kind: 'unreachable', hasToken: false }, undefined)[0]?.severity,
    'warning',
  );
});
