import path from 'node:path';
import { checkLora } from '../../../server/src/disk/lora/check-lora';
import type { Dialogs } from '../launch/dialogs';
import { loraCheckView } from './lora-check-text';
import { copyWhole } from './whole-files';

export interface CopyLoraHost {
  readonly dialogs: Dialogs;
  /** Asks for the name of the copy, without its extension; undefined when the user cancels. */
  askName(suggested: string, problemOf: (name: string) => string | undefined): Promise<string | undefined>;
  /** The folder that was used last. */
  readonly lastFolder: string | undefined;
  keepFolder(folder: string): Promise<void>;
}

/**
 * Checks a LoRA and copies it under a name into a folder that the user chooses, such as ComfyUI's `models/loras`.
 *
 * @returns the path of the copy; undefined when the user stopped
 */
export async function copyLora(source: string, host: CopyLoraHost): Promise<string | undefined> {
  const { dialogs } = host;
  if (!(await passesCheck(source, dialogs))) return undefined;
  const folder = await chooseFolder(host);
  if (folder === undefined) return undefined;
  const name = await host.askName(path.basename(source, '.safetensors'), nameProblem);
  if (name === undefined || nameProblem(name) !== undefined) return undefined;
  const target = path.join(folder, `${name}.safetensors`);
  if (path.resolve(target) === path.resolve(source))
    throw new Error('The copy and the original are the same file.');
  let isCopied = await copyWhole(source, target, false);
  if (!isCopied) {
    const replace = 'Replace';
    const answer = await dialogs.notify('warning', `${target} exists. Replace it?`, replace);
    if (answer !== replace) return undefined;
    isCopied = await copyWhole(source, target, true);
  }
  await host.keepFolder(folder);
  await dialogs.notify(
    'information',
    `Copied to ${target}. In an open ComfyUI page, press R to see it in the list.`,
  );
  return target;
}

/** Whether the file may be copied: it has no problem, or the user wants it all the same. */
export async function passesCheck(source: string, dialogs: Dialogs): Promise<boolean> {
  const check = loraCheckView('', await checkLora(source, false));
  const problem = check.problems.find(({ stops }) => stops);
  if (problem === undefined) return true;
  const anyway = 'Use it anyway';
  const answer = await dialogs.notify(
    'warning',
    `${path.basename(source)}: ${problem.message} ${problem.remedy}`,
    anyway,
  );
  return answer === anyway;
}

async function chooseFolder({ dialogs, lastFolder }: CopyLoraHost): Promise<string | undefined> {
  const title = "Folder for the LoRA, such as ComfyUI's models/loras";
  if (lastFolder === undefined) return dialogs.pickFolder(title);
  const chosen = await dialogs.pick<'last' | 'other'>(
    [
      { label: lastFolder, description: 'used last', value: 'last', preselected: true },
      { label: 'Another folder…', value: 'other' },
    ],
    { title },
  );
  if (chosen === undefined) return undefined;
  return chosen === 'last' ? lastFolder : dialogs.pickFolder(title);
}

/** Why a name cannot be a file's, in words. Windows' rules hold everywhere, since the folder may be a network drive. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Enter a name.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\\/:*?"<>|\u0000-\u001f]/.test(name))
    return 'A name cannot contain \\ / : * ? " < > | or line breaks.';
  if (name.startsWith('.')) return 'A name cannot begin with a dot.';
  if (/[. ]$/.test(name)) return 'A name cannot end with a dot or a space.';
  if (Buffer.byteLength(`${name}.safetensors`) > 200) return 'The name is too long.';
  return undefined;
}
