import { pathsOf } from './files';
import type { LaunchTarget, PreflightHost } from './launch-host';
import type { LaunchTools } from './launch-tools';
import { locatePython, type Python } from './python-locator';
import { type PathPlaces, resolveSettingPath } from './setting-path';
import { locateToolkit, readToolkit, type Toolkit } from './toolkit-locator';

/** Finds ai-toolkit and its Python; asks for the first when it is nowhere. Undefined after the user was told why. */
export async function findTools(target: LaunchTarget, host: PreflightHost): Promise<LaunchTools | undefined> {
  const settings = host.settings(target);
  const places: PathPlaces = {
    platform: host.platform,
    home: host.home,
    workspaceFolder: target.workspaceFolder,
    fileDirname: pathsOf(host.platform).dirname(target.configPath),
  };
  const toolkit = await findToolkit(settings.toolkitPath, places, host);
  if (toolkit === undefined) return undefined;
  const python = await findPython(settings.pythonPath, toolkit, places, target, host);
  if (python === undefined) return undefined;
  const workingDirectory =
    settings.workingDirectory === '' ? toolkit.path : resolveSettingPath(settings.workingDirectory, places);
  if ((await host.files.kind(workingDirectory)) !== 'folder') {
    await offerSetting(
      host,
      'qwenLora.workingDirectory',
      `The working directory '${workingDirectory}' does not exist.`,
    );
    return undefined;
  }
  const tools = { toolkit, python, workingDirectory };
  host.showTools(tools);
  return tools;
}

async function findToolkit(
  setting: string,
  places: PathPlaces,
  host: PreflightHost,
): Promise<Toolkit | undefined> {
  const search = await locateToolkit(
    {
      ...places,
      setting,
      remembered: host.memory.toolkit,
      workspaceFolders: host.workspaceFolders,
    },
    host.files,
    host.logger,
  );
  if (search.kind === 'found') return search.toolkit;
  if (search.kind === 'bad-setting') {
    await offerSetting(
      host,
      'qwenLora.toolkitPath',
      `The setting qwenLora.toolkitPath names '${search.path}', but ${search.reason}.`,
    );
    return undefined;
  }
  return askForToolkit(
    host,
    'ai-toolkit was not found in the workspace, its parent folders or your home folder.',
  );
}

/** Lets the user name the checkout, which is remembered, or set one up, which begins again afterwards. */
export async function askForToolkit(host: PreflightHost, reason: string): Promise<Toolkit | undefined> {
  const choose = 'Choose its folder';
  const setUp = 'Set up ai-toolkit';
  let message = reason;
  for (;;) {
    const answer = await host.dialogs.notify('warning', message, choose, setUp);
    if (answer === setUp) await host.setUpToolkit();
    if (answer !== choose) return undefined;
    const folder = await host.dialogs.pickFolder('Folder of ai-toolkit (the one with run.py)');
    if (folder === undefined) return undefined;
    const toolkit = await readToolkit(folder, host.platform, host.files);
    if (typeof toolkit !== 'string') {
      await host.memory.rememberToolkit(toolkit.path);
      host.logger.info(`ai-toolkit ${toolkit.version} at '${toolkit.path}', chosen now.`);
      return toolkit;
    }
    message = `'${folder}' is not ai-toolkit: ${toolkit}.`;
  }
}

async function findPython(
  setting: string,
  toolkit: Toolkit,
  places: PathPlaces,
  target: LaunchTarget,
  host: PreflightHost,
): Promise<Python | undefined> {
  const search = await locatePython(
    {
      ...places,
      setting,
      toolkit: toolkit.path,
      editorPython: () => host.editorPython(target),
      onPath: (name) => host.findProgram(name),
    },
    { files: host.files, logger: host.logger, run: (python, script) => host.runPython(python, script) },
  );
  if (search.kind === 'found') return search.python;
  await offerSetting(
    host,
    'qwenLora.pythonPath',
    search.kind === 'unusable'
      ? `Python '${search.path}' (from ${search.source}) cannot be used: ${search.reason}.`
      : 'No Python was found: ai-toolkit has no .venv or venv folder, and there is none on PATH. Install Python 3.10 or newer.',
  );
  return undefined;
}

async function offerSetting(host: PreflightHost, name: string, message: string): Promise<void> {
  const open = 'Open the setting';
  host.logger.warn(message);
  if ((await host.dialogs.notify('error', message, open)) === open) await host.openSettings(name);
}
