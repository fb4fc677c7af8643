import * as vscode from 'vscode';
import { readDatasetFolder } from '../launch/dataset-folder';
import type { LaunchHost } from '../launch/launch-host';

/** Looks at a folder that is to be a dataset: how many images and captions it holds, and what is still to do. */
export async function prepareDataset(host: LaunchHost): Promise<void> {
  const { dialogs, files } = host;
  const folder = await dialogs.pickFolder('Folder with the images to train on');
  if (folder === undefined) return;
  const names = (await files.list(folder)).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const { images, withoutCaption } = readDatasetFolder(names);
  if (images.length === 0) {
    await dialogs.notify(
      'warning',
      `'${folder}' contains no image. Put 10 to 40 of them there as .jpg, .png or .webp, each with a .txt of the same name that says what it shows.`,
    );
    return;
  }
  host.reach('dataset');
  const counted = images.length === 1 ? '1 image' : `${images.length} images`;
  const captions =
    withoutCaption.length === 0
      ? 'Each has its caption.'
      : `${withoutCaption.length} without a caption, such as ${withoutCaption.slice(0, 3).join(', ')}: write what it shows into a .txt of the same name.`;
  const copy = 'Copy its path';
  const answer = await dialogs.notify(
    withoutCaption.length === 0 ? 'information' : 'warning',
    `'${folder}' holds ${counted}. ${captions} Its path goes to folder_path in the config.`,
    copy,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(folder);
}
