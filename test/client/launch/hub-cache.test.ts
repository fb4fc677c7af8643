import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hubCacheFolder, readHubCache, readHubToken } from '../../../client/src/launch/hub-cache';
import { memoryFiles } from '../../support/memory-files';

const machine = { home: '/home/mo', platform: 'linux' } as const;
const commit = 'a'.repeat(40);
const own = '/hf/hub/models--Qwen--Qwen-Image';
const snapshot = `${own}/snapshots/${commit}`;
const index = JSON.stringify({ weight_map: { a: 'm-1.safetensors', b: 'm-2.safetensors' } });
const whole = {
  [`${own}/refs/main`]: commit,
  [`${own}/blobs/one`]: 'x'.repeat(30),
  [`${snapshot}/transformer/m.safetensors.index.json`]: index,
  [`${snapshot}/transformer/m-1.safetensors`]: 'x',
  [`${snapshot}/transformer/m-2.safetensors`]: 'x',
  [`${snapshot}/text_encoder/model.safetensors`]: 'x',
  [`${snapshot}/vae/model.safetensors`]: 'x',
};
const read = (files: Record<string, string>, env: Record<string, string> = {}) =>
  readHubCache('Qwen/Qwen-Image', 100, {
    ...machine,
    env: { HF_HOME: '/hf', ...env },
    files: memoryFiles({ files, folders: ['/hf'], freeBytes: 7, notWritable: 'its disk is full' }),
  });

test('the folder follows the variables of huggingface_hub', () => {
  const folder = (env: Record<string, string>) => hubCacheFolder({ ...machine, env });
  assert.equal(folder({}), '/home/mo/.cache/huggingface/hub');
  assert.equal(folder({ HF_HOME: '~/hf' }), '/home/mo/hf/hub');
  assert.equal(folder({ HF_HUB_CACHE: '/c', HF_HOME: '/hf' }), '/c');
  assert.equal(folder({ XDG_CACHE_HOME: '/x' }), '/x/huggingface/hub');
});

test('a model whose shards are all there is whole', async () => {
  const answer = await read(whole);
  assert.equal(answer.isWhole, true);
  assert.equal(answer.presentBytes, 30);
  assert.equal(answer.whyNotWritable, undefined);
});

test('a missing shard, part or version makes it incomplete', async () => {
  const without = (...paths: string[]) =>
    Object.fromEntries(Object.entries(whole).filter(([path]) => !paths.includes(path)));
  for (const path of [
    `${snapshot}/transformer/m-2.safetensors`,
    `${snapshot}/vae/model.safetensors`,
    `${own}/refs/main`,
  ]) {
    const answer = await read(without(path), { HF_HUB_OFFLINE: '1' });
    assert.equal(answer.isWhole, false, path);
    assert.equal(answer.offline, 'HF_HUB_OFFLINE');
    assert.equal(answer.freeBytes, 7);
    assert.equal(answer.whyNotWritable, 'its disk is full');
  }
});

test('a token is a variable, or what the login left', async () => {
  const place = (env: Record<string, string>) => ({
    ...machine,
    env,
    files: memoryFiles({ files: { '/hf/token': 'hf_left\n' } }),
  });
  assert.equal(await readHubToken(place({ HF_HOME: '/hf' })), 'hf_left');
  assert.equal(await readHubToken(place({ HF_HOME: '/hf', HF_TOKEN: 'hf_own' })), 'hf_own');
  assert.equal(await readHubToken(place({})), undefined);
});
