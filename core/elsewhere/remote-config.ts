import type { ConfigNode } from '../syntax/config-node';
import { isText, type TextScalar } from '../syntax/config-node';
import type { TextEdit } from '../syntax/finding';
import { applyEdits, replaceScalar } from '../syntax/text-edits';
import { samplePromptsOf } from '../trainer/sample-prompts';
import type { Section, TrainingConfig, TrainingProcess } from '../trainer/training-config';

/** A local file or folder that the task needs, and where it is on the other machine. */
export interface Upload {
  /** As the config writes it. */
  readonly local: string;
  readonly remote: string;
  readonly kind: 'folder' | 'file';
}

export interface RemoteConfig {
  /** The config with the paths of the other machine; everything else is as written. */
  readonly text: string;
  readonly uploads: readonly Upload[];
}

/** Where a task keeps its outputs on the other machine. */
export const outputFolder = '/outputs';
const dataFolder = '/data';

const folderKeys = [
  'folder_path',
  'dataset_path',
  'control_path',
  'control_path_1',
  'control_path_2',
  'control_path_3',
  'mask_path',
  'unconditional_path',
  'inpaint_path',
  'clip_image_path',
] as const;
const imageKeys = ['ctrl_img', 'ctrl_img_1', 'ctrl_img_2', 'ctrl_img_3'] as const;
/** Keys of `model` and `network` whose value may be a local file or folder. */
const modelKeys = ['model.name_or_path', 'network.pretrained_lora_path'] as const;

/** Rewrites a config's paths for another machine and lists what must be uploaded. Comments and spelling stay. */
export function remoteConfig(config: TrainingConfig): RemoteConfig {
  const paths = new RemotePaths();
  const edits: TextEdit[] = [];
  const move = (node: ConfigNode | undefined, kind: Upload['kind']) => {
    for (const scalar of textsOf(node)) edits.push(replaceScalar(scalar, paths.of(scalar.value, kind)));
  };
  for (const process of config.trainers) {
    const folder = process.text('training_folder');
    if (folder) edits.push(replaceScalar(folder, outputFolder));
    for (const dataset of process.datasets) moveDataset(dataset, move);
    for (const { item } of samplePromptsOf(process)) {
      for (const key of imageKeys) move(item?.node(key), 'file');
    }
    moveModel(process, move);
  }
  return { text: applyEdits(config.document.text, inOrder(edits)), uploads: paths.uploads };
}

type Move = (node: ConfigNode | undefined, kind: Upload['kind']) => void;

function moveDataset(dataset: Section, move: Move): void {
  for (const key of folderKeys) {
    const node = dataset.node(key);
    move(node, key === 'dataset_path' && isText(node) && /\.jsonl?$/i.test(node.value) ? 'file' : 'folder');
  }
}

/** A Hub id such as `Qwen/Qwen-Image` is downloaded there; only what is a path here is uploaded. */
function moveModel(process: TrainingProcess, move: Move): void {
  for (const key of modelKeys) {
    const node = process.text(key);
    if (node && looksLikePath(node.value)) move(node, /\.\w{2,11}$/.test(node.value) ? 'file' : 'folder');
  }
}

function looksLikePath(value: string): boolean {
  return /^(?:\/|~|\.{1,2}[\\/]|[A-Za-z]:[\\/]|\\\\)/.test(value);
}

function textsOf(node: ConfigNode | undefined): readonly TextScalar[] {
  if (isText(node)) return node.value.trim() === '' ? [] : [node];
  return node?.kind === 'sequence' ? node.items.filter(isText) : [];
}

/** An anchor's value can be reached by two ways; it is rewritten once. */
function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byStart = new Map(edits.map((edit) => [edit.span.start, edit]));
  return [...byStart.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Gives each local path one place on the other machine, with a name of plain characters. */
class RemotePaths {
  private readonly known = new Map<string, Upload>();

  get uploads(): readonly Upload[] {
    return [...this.known.values()];
  }

  of(local: string, kind: Upload['kind']): string {
    const found = this.known.get(local);
    if (found) return found.remote;
    const name =
      local
        .split(/[\\/]/)
        .filter((part) => part !== '' && !/^\.+$/.test(part))
        .at(-1) ?? 'data';
    // The number keeps names apart; the extension stays, since ai-toolkit looks at it.
    const safe = name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-80);
    const remote = `${dataFolder}/${this.known.size + 1}-${safe}`;
    this.known.set(local, { local, remote, kind });
    return remote;
  }
}
