import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import {
  jobNameFrom,
  type NewConfigAnswers,
  type NewConfigChoice,
  type NewConfigSubject,
  newConfigChoices,
  newConfigText,
  type PlanGpu,
  triggerProblem,
} from '../../../core/plan/index';
import { readDatasetFolder } from '../launch/dataset-folder';
import type { PickItem } from '../launch/dialogs';
import type { LaunchHost } from '../launch/launch-host';

type NewConfigHost = Pick<LaunchHost, 'dialogs' | 'files' | 'queryGpus' | 'reach'>;

/** The words of the step that failed or was left; undefined ends the questions silently. */
type Answered<T> = Promise<T | undefined>;

/**
 * Four questions, each with a default: what is trained, the model (those that fit this GPU first), the dataset folder, and
 * the trigger word or, for edit pairs, the folder of the control images. Then the config is written, saved and opened.
 */
export async function newConfig(host: NewConfigHost): Promise<void> {
  const answers = await askAll(host);
  if (!answers) return;
  await open(newConfigText(answers), answers.name);
}

async function askAll(host: NewConfigHost): Answered<NewConfigAnswers> {
  const { dialogs } = host;
  const subject = await dialogs.pick(subjects, {
    title: 'New training config (1 of 4): what do you train?',
    placeholder: 'It decides the rank, the number of epochs and the sample prompts',
  });
  if (subject === undefined) return undefined;
  const choice = await askModel(host, subject);
  if (choice === undefined) return undefined;
  const dataset = await askDataset(host);
  if (dataset === undefined) return undefined;
  const asked = subject === 'edit' ? await askControls(host, dataset) : await askTrigger(host, subject);
  if (asked === undefined) return undefined;
  return {
    subject,
    checkpoint: choice.checkpoint,
    weights: choice.weights,
    name: jobNameFrom(asked.trigger === '' ? basename(dataset.folder) : asked.trigger),
    folder: dataset.folder,
    images: dataset.images.length,
    ...asked,
  };
}

const subjects: readonly PickItem<NewConfigSubject>[] = [
  {
    label: '$(person) A character or person',
    detail: '10 to 40 images of one person or thing, each with a caption',
    value: 'character',
    preselected: true,
  },
  {
    label: '$(symbol-color) A style',
    detail: '20 to 100 images that have the look in common, each with a caption',
    value: 'style',
  },
  {
    label: '$(git-compare) An edit, from pairs of images',
    detail: 'A folder with the results and a folder with the images before the edit, of the same names',
    value: 'edit',
  },
];

async function askModel(host: NewConfigHost, subject: NewConfigSubject): Answered<NewConfigChoice> {
  const gpu = await largestGpu(host);
  const choices = await newConfigChoices(subject, gpu);
  const title = 'New training config (2 of 4): which model?';
  const placeholder = gpu
    ? `Those that fit the ${gpu.name} with ${Math.round(gpu.totalGiB)} GiB come first; the numbers are estimates`
    : 'No NVIDIA GPU is seen here. The numbers are estimates of the GPU memory';
  return host.dialogs.pick(
    choices.map((choice, at) => ({ ...modelItem(choice), preselected: at === 0 })),
    { title, placeholder },
  );
}

function modelItem(choice: NewConfigChoice): PickItem<NewConfigChoice> {
  const { checkpoint, weights, peakGiB, fits } = choice;
  const mark = { yes: '$(check) ', maybe: '$(question) ', no: '$(warning) ' };
  const said = { yes: 'fits', maybe: 'may fit', no: 'most likely does not fit' };
  const needs = peakGiB ? `${Math.round(peakGiB[0])} to ${Math.round(peakGiB[1])} GiB of GPU memory` : '';
  return {
    label: `${fits ? mark[fits] : ''}${checkpoint.name}, ${weights.bits} bit`,
    description: fits ? `${said[fits]}: ${needs}` : needs,
    detail:
      weights.bits < 8
        ? 'Smaller, with an adapter that recovers most of the accuracy'
        : 'The usual choice where the memory is there',
    value: choice,
  };
}

async function largestGpu({ queryGpus }: NewConfigHost): Promise<PlanGpu | undefined> {
  const found = await queryGpus();
  if (found.kind !== 'gpus') return undefined;
  return found.gpus
    .map(({ name, memoryTotal = 0 }) => ({ name, totalGiB: memoryTotal / 1024 }))
    .filter(({ totalGiB }) => totalGiB > 0)
    .sort((a, b) => b.totalGiB - a.totalGiB)[0];
}

interface Dataset {
  readonly folder: string;
  readonly images: readonly string[];
}

/** Asks until the folder has images, or the person gives up. */
async function askDataset({ dialogs, files, reach }: NewConfigHost): Answered<Dataset> {
  for (;;) {
    const folder = await dialogs.pickFolder('New training config (3 of 4): folder with the images');
    if (folder === undefined) return undefined;
    const names = (await files.list(folder)).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
    const { images, withoutCaption } = readDatasetFolder(names);
    if (images.length > 0) {
      reach('dataset');
      void dialogs.notify('information', foundText(folder, images.length, withoutCaption.length));
      return { folder, images };
    }
    const again = 'Choose another folder';
    const answer = await dialogs.notify(
      'warning',
      `'${folder}' contains no image that ai-toolkit finds. It reads .jpg, .jpeg, .png and .webp.`,
      again,
    );
    if (answer !== again) return undefined;
  }
}

function foundText(folder: string, images: number, withoutCaption: number): string {
  const counted = images === 1 ? '1 image' : `${images} images`;
  const captions =
    withoutCaption === 0
      ? 'Each has a caption.'
      : `${withoutCaption} without a caption: write what each shows into a .txt file of the same name.`;
  return `'${basename(folder)}' contains ${counted}. ${captions}`;
}

type LastAnswer = Pick<NewConfigAnswers, 'trigger' | 'controlFolder' | 'controlImage'>;

async function askTrigger({ dialogs }: NewConfigHost, subject: NewConfigSubject): Answered<LastAnswer> {
  const trigger = await dialogs.askText({
    title: 'New training config (4 of 4): trigger word',
    prompt:
      subject === 'style'
        ? 'A made-up word that calls up the style. Empty for a style that is always on.'
        : 'A made-up word that stands for the character in captions and prompts.',
    value: subject === 'style' ? '' : 'my_character',
    problem: triggerProblem,
  });
  if (trigger === undefined) return undefined;
  return { trigger: trigger.trim(), controlFolder: undefined, controlImage: undefined };
}

/** Asks for the images before the edit. The folder that lies beside the results under a usual name is the first offer. */
async function askControls({ dialogs, files }: NewConfigHost, dataset: Dataset): Answered<LastAnswer> {
  const other = 'other';
  const usual: string[] = [];
  for (const path of usualControlFolders(dataset.folder)) {
    if ((await files.kind(path)) === 'folder') usual.push(path);
  }
  const title = 'New training config (4 of 4): folder with the images before the edit';
  const picked =
    usual.length === 0
      ? other
      : await dialogs.pick(
          [
            ...usual.map((path) => ({ label: basename(path), description: path, value: path })),
            { label: 'Another folder…', value: other },
          ],
          { title },
        );
  if (picked === undefined) return undefined;
  const controlFolder = picked === other ? await dialogs.pickFolder(title) : picked;
  if (controlFolder === undefined) return undefined;
  const names = (await files.list(controlFolder)).filter(({ isFolder }) => !isFolder);
  const [first] = readDatasetFolder(names.map(({ name }) => name)).images;
  const controlImage = join(controlFolder, first ?? basename(dataset.images[0] ?? 'image.png'));
  return { trigger: '', controlFolder, controlImage };
}

function usualControlFolders(folder: string): readonly string[] {
  const beside = dirname(folder);
  const name = basename(folder);
  return [
    join(beside, `${name}_control`),
    join(beside, `${name}_controls`),
    join(beside, 'control'),
    join(beside, 'controls'),
  ];
}

/** Saves the config in the workspace under a free name; without a workspace it opens unsaved. */
async function open(text: string, name: string): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = root && (await freeName(root, name));
  if (uri === undefined) {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: text });
    await vscode.window.showTextDocument(document);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { overwrite: false, contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`'${uri.fsPath}' could not be written.`);
  }
  await vscode.window.showTextDocument(uri);
}

/** `NAME.yaml`, or with a number behind it. */
async function freeName(root: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const taken = new Set(
    (await vscode.workspace.fs.readDirectory(root)).map(([entry]) => entry.toLowerCase()),
  );
  for (let number = 1; number < 1000; number++) {
    const file = number === 1 ? `${name}.yaml` : `${name}-${number}.yaml`;
    if (!taken.has(file.toLowerCase())) return vscode.Uri.joinPath(root, file);
  }
  return undefined;
}
