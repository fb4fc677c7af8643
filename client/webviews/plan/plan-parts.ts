import type { PlanPageView } from '../../../common/plan-page';
import type { PlanDataset, PlanDisk, PlanMemory } from '../../../core/plan/plan';
import { h } from '../shared/dom';
import { bytesText, counted } from '../shared/format';
import { type PlanFact, phaseName, rangeText } from './plan-text';

/** Makes a number that leads to the line of the first of its keys that is written, or plain text where none is. */
export type Link = (text: string, ...keys: readonly (string | undefined)[]) => HTMLElement;

export function factList(facts: readonly PlanFact[], link: Link): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...facts.map(({ label, value, key }) =>
      h('div', {}, h('dt', {}, label), h('dd', { class: 'number' }, link(value, key))),
    ),
  );
}

/** A dataset with its buckets as bars. */
export function datasetElement(dataset: PlanDataset, link: Link): HTMLElement {
  const { captions, index } = dataset;
  const key = `datasets[${index}]`;
  const most = Math.max(1, ...dataset.buckets.map(({ files }) => files));
  const parts = [
    counted(dataset.images, 'image'),
    dataset.repeats > 1 ? `× ${dataset.repeats} repeats` : undefined,
    dataset.flips > 1 ? `× ${dataset.flips} flips` : undefined,
  ].filter((part) => part !== undefined);
  const missing = captions.missing > 0 ? `, ${captions.missing} without a caption` : '';
  const empty = captions.empty > 0 ? `, ${counted(captions.empty, 'empty caption')}` : '';
  return h(
    'div',
    { class: 'dataset' },
    h('h3', {}, link(dataset.path, `${key}.folder_path`), dataset.reg ? ' (regularization)' : ''),
    h(
      'p',
      {},
      link(parts.join(' '), `${key}.folder_path`),
      ', ',
      link(`${captions.found} captions${missing}${empty}`, `${key}.caption_ext`, `${key}.folder_path`),
      ', ',
      link(`resolution ${dataset.resolution}`, `${key}.resolution`),
      `, ${counted(dataset.length, dataset.buckets.length > 0 ? 'batch' : 'item').replace('batchs', 'batches')} per epoch`,
      dataset.skippedCount > 0 ? `, ${counted(dataset.skippedCount, 'file')} left out` : '',
    ),
    dataset.buckets.length === 0
      ? h('p', { class: 'quiet' }, 'Without buckets: each image is a square.')
      : h(
          'ul',
          { class: 'bars', 'aria-label': 'Buckets' },
          ...dataset.buckets.map(({ width, height, files }) => {
            const fill = h('span', { class: 'fill' });
            fill.style.width = `${(100 * files) / most}%`;
            return h(
              'li',
              {},
              h('span', { class: 'bar-label number' }, `${width} × ${height}`),
              h('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
              h('span', { class: 'number' }, String(files)),
            );
          }),
        ),
  );
}

/** Memory by phase as bars against the GPU: solid up to the lower end of the estimate, pale up to the upper end. */
export function memoryElement(memory: PlanMemory): HTMLElement {
  const highest = Math.max(...memory.phases.map(({ gpuGiB }) => gpuGiB[1]), memory.gpuGiB ?? 0, 1);
  const rows = memory.phases.map(({ phase, gpuGiB: [low, high], hostGiB }) => {
    const sure = h('span', { class: 'fill' });
    const perhaps = h('span', { class: 'fill pale' });
    sure.style.width = `${(100 * low) / highest}%`;
    perhaps.style.width = `${(100 * (high - low)) / highest}%`;
    const bar = h('span', { class: 'bar', 'aria-hidden': 'true' }, sure, perhaps);
    if (memory.gpuGiB !== null) {
      const limit = h('span', { class: 'limit' });
      limit.style.left = `${(100 * memory.gpuGiB) / highest}%`;
      bar.append(limit);
      if (low > memory.gpuGiB) bar.classList.add('over');
    }
    const isPeak = phase === memory.peak;
    return h(
      'li',
      { class: isPeak ? 'peak' : undefined },
      h('span', { class: 'bar-label' }, `${phaseName(phase)}${isPeak ? ' (peak)' : ''}`),
      bar,
      h(
        'span',
        { class: 'number' },
        `${rangeText([low, high], gib)} GiB; host memory ${rangeText(hostGiB, gib)} GiB`,
      ),
    );
  });
  return h(
    'div',
    {},
    h('p', {}, memoryText(memory)),
    h('ul', { class: 'bars wide-label', 'aria-label': 'GPU memory by phase' }, ...rows),
    h('p', { class: 'quiet' }, memory.basis),
  );
}

function memoryText({ fits, gpuGiB, peak }: PlanMemory): string {
  const most = `The most GPU memory is used in: ${phaseName(peak)}.`;
  if (gpuGiB === null) return `${most} No GPU was found to compare with.`;
  const size = `The GPU has ${gib(gpuGiB)} GiB (the line).`;
  if (fits === 'yes') return `It fits. ${size} ${most}`;
  return fits === 'no' ? `It does not fit. ${size} ${most}` : `It may fit. ${size} ${most}`;
}

function gib(value: number): string {
  return value.toFixed(1);
}

/** What the run writes to the disk. */
export function diskElement(disk: PlanDisk, link: Link): HTMLElement {
  const rows: readonly (readonly [string, number | null, string | undefined])[] = [
    ['Checkpoints, at most', disk.checkpointsPeak, 'save.max_step_saves_to_keep'],
    ['Optimizer', disk.optimizer, 'train.optimizer'],
    ['Cached latents', disk.latentCache, 'datasets[0].cache_latents_to_disk'],
    ['Cached text embeddings', disk.textCache, 'train.cache_text_embeddings'],
    ['Samples', disk.samples, 'sample.sample_every'],
    ['Model download', disk.modelDownload, 'model.name_or_path'],
    ['In all, without the download', disk.total, undefined],
  ];
  const table = h(
    'table',
    {},
    h(
      'tbody',
      {},
      ...rows
        .filter(([, bytes]) => bytes !== 0)
        .map(([label, bytes, key]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, label),
            h('td', { class: 'number' }, link(bytes === null ? 'not known' : bytesText(bytes), key)),
          ),
        ),
    ),
  );
  return h('div', {}, table, ...disk.disks.map(spaceElement));
}

/** What a disk has to hold against what is free on it. */
function spaceElement({ folders, needed, free }: PlanDisk['disks'][number]): HTMLElement {
  const isShort = needed > free;
  return h(
    'p',
    { class: isShort ? 'failure' : undefined },
    isShort ? 'Not enough space: ' : '',
    `${bytesText(needed)} needed, ${bytesText(free)} free, on the disk of `,
    h('code', {}, folders.join(', ')),
    '.',
  );
}

/** The model as it is really loaded. */
export function modelElement(model: NonNullable<PlanPageView['plan']>['model'], link: Link): HTMLElement {
  const rows = Object.entries(model).filter(([, value]) => value !== null);
  return h(
    'table',
    {},
    h(
      'tbody',
      {},
      ...rows.map(([name, value]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('code', {}, modelKeys[name] ?? name)),
          h('td', {}, link(String(value), modelKeys[name])),
        ),
      ),
    ),
  );
}

/** The keys behind the values of a plan's model. */
const modelKeys: Readonly<Record<string, string>> = {
  arch: 'model.arch',
  nameOrPath: 'model.name_or_path',
  dtype: 'train.dtype',
  quantize: 'model.quantize',
  qtype: 'model.qtype',
  recoveryAdapter: 'model.qtype',
  quantizeTextEncoder: 'model.quantize_te',
  qtypeTextEncoder: 'model.qtype_te',
  lowVram: 'model.low_vram',
  layerOffloading: 'model.layer_offloading',
  cacheTextEmbeddings: 'train.cache_text_embeddings',
  cacheLatents: 'datasets[0].cache_latents_to_disk',
  gradientCheckpointing: 'train.gradient_checkpointing',
  networkType: 'network.type',
  rank: 'network.linear',
  optimizer: 'train.optimizer',
  learningRate: 'train.lr',
  ema: 'train.ema_config.use_ema',
  saveDtype: 'save.dtype',
};
