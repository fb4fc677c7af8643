import { captions, sizes } from '../../scripts/accept/small-images';
import type { FileTree } from './in-memory-disk';
import { configBefore, placed, type SeenRun } from './seen-runs';

const stems = sizes.map((_, index) => `0${index}`);

/** What lay on the disk when the case was started, as far as the record tells. */
export function diskOf(run: SeenRun): FileTree {
  const tree: Record<string, FileTree[string]> = {};
  for (const [index, stem] of stems.entries()) {
    const [width = 0, height = 0] = sizes[index] ?? [];
    tree[`/run/data/face/${stem}.png`] = { width, height };
    tree[`/run/data/face/${stem}.txt`] = captions[index] ?? '';
    for (const control of run.base === 'edit' ? [1] : run.base === 'plus' ? [1, 2] : [])
      tree[`/run/data/control_${control}/${stem}.png`] = { width, height };
  }
  for (const [folder, pipeline] of Object.entries({ tiny: 'QwenImage', 'tiny-edit': 'QwenImageEditPlus' })) {
    tree[`/models/${folder}/model_index.json`] = `{"_class_name": "${pipeline}Pipeline"}`;
    tree[`/models/${folder}/transformer/config.json`] = '{"_class_name": "QwenImageTransformer2DModel"}';
    const parts = ['text_encoder/config.json', 'vae/config.json', 'tokenizer/tokenizer_config.json'];
    if (folder === 'tiny-edit') parts.push('processor/preprocessor_config.json');
    for (const part of parts) tree[`/models/${folder}/${part}`] = '{}';
  }
  const pretrained = run.set['network.pretrained_lora_path'];
  if (typeof pretrained === 'string' && !/none|\/data$/.test(pretrained))
    tree[placed(pretrained)] = { step: 6 };
  addJobFolder(tree, run);
  changeFiles(tree, run.files ?? '');
  return tree;
}

/** What a finished run leaves (as `real-runs` recorded it), with the config that it was started with. */
function addJobFolder(tree: Record<string, FileTree[string]>, run: SeenRun): void {
  const before = configBefore(run);
  if (before === undefined) return;
  const name = String(run.before?.set['/config.name'] ?? 'tiny');
  const base = placed(String(run.before?.set.training_folder ?? '/run/output'));
  const folder = `${base}/${name}`;
  const left: readonly (readonly [string, FileTree[string], number])[] = [
    ['config.yaml', { text: before }, 0],
    ['samples/1__000000006_0.jpg', { width: 64, height: 64 }, 9],
    [`${name}_000000003.safetensors`, { step: 3 }, 3],
    [`${name}.safetensors`, { step: 6 }, 6],
    ['optimizer.pt', {}, 7],
    ['loss_log.db', {}, 9],
  ];
  for (const [file, facts, at] of left)
    tree[`${folder}/${file}`] = {
      ...(typeof facts === 'string' ? { text: facts } : facts),
      created: at,
      modified: at,
    };
}

/** The record says in words what was changed on the disk. */
function changeFiles(tree: Record<string, FileTree[string]>, words: string): void {
  const remove = (pattern: RegExp) => {
    for (const file of Object.keys(tree)) if (pattern.test(file)) delete tree[file];
  };
  const added = /^\+ (?:folder )?([\w.]+)/.exec(words)?.[1];
  if (added !== undefined && words.includes('in the job folder')) {
    const file = `/run/output/tiny/${added}${words.startsWith('+ folder') ? '/' : ''}`;
    tree[file] = { created: 50, modified: 50 };
  } else if (added !== undefined && /^zz\./i.test(added)) {
    tree[`/run/data/face/${added}`] = words.includes('0 bytes') ? { size: 0 } : { width: 64, height: 64 };
    tree['/run/data/face/zz.txt'] = 'mira';
    tree['/run/data/face/ZZ.txt'] = 'mira';
  }
  if (words.includes('reg'))
    for (const stem of stems) {
      tree[`/run/data/reg/${stem}.png`] = { width: 64, height: 64 };
      tree[`/run/data/reg/${stem}.txt`] = 'a person';
    }
  if (words.startsWith('white masks'))
    for (const stem of stems) tree[`/run/data/masks/${stem}.png`] = { width: 64, height: 64 };
  if (words.includes('nonsense')) for (const stem of stems) tree[`/run/data/face/${stem}.png`] = 'nonsense';
  if (/captions only|one image only|first image only/.test(words))
    remove(words.startsWith('captions') ? /face\/.*png$/ : /(?:face|control_\d)\/0[1-3]\./);
  if (words.includes('first two images')) remove(/(?:face|control_\d)\/0[23]\./);
  if (words.startsWith('no caption')) remove(/face\/.*txt$/);
  if (words.includes('Latin-1'))
    tree['/run/data/face/00.txt'] = { bytes: [0x53, 0x74, 0x72, 0x61, 0xdf, 0x65] };
  if (words.includes('byte order')) tree['/run/data/face/00.txt'] = '\u{feff}a portrait of [trigger]';
  if (words.includes('three of four')) remove(/control_1\/0[1-3]/);
  if (words.includes('.JPG')) {
    remove(/control_1\//);
    for (const stem of stems) tree[`/run/data/control_1/${stem}.JPG`] = { width: 64, height: 64 };
  }
  if (words.includes('00.png replaced')) {
    tree['/run/data/face/00.png'] = { width: 256, height: 256, created: 90, modified: 90 };
    for (const stem of stems)
      tree[`/run/data/face/_latent_cache/${stem}_mkSyytIdBKG2WHo2tPrNCA.safetensors`] = {
        step: null,
        created: 2,
        modified: 2,
      };
  }
  if (words.includes('40_maya')) {
    for (const stem of stems) {
      tree[`/run/data/40_maya/${stem}.png`] = { width: 256, height: 256 };
      tree[`/run/data/40_maya/${stem}.txt`] = 'mira';
    }
  }
}
