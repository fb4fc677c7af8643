import * as vscode from 'vscode';
import { joinPath } from '../launch/command-line';
import { programText, shellOf } from '../launch/command-text';
import { pathsOf } from '../launch/files';
import type { LaunchHost } from '../launch/launch-host';
import { refuseUntrusted } from '../launch/refuse-untrusted';
import { resolveSettingPath } from '../launch/setting-path';
import { readToolkit, type Toolkit } from '../launch/toolkit-locator';
import { findBasePython } from '../setup/base-python';
import { chooseCudaBuild } from '../setup/cuda-build';
import { examineSetup } from '../setup/examine-setup';
import { runSetupStep } from '../setup/run-setup-step';
import { type SetupPlan, type SetupStep, setupSteps } from '../setup/setup-steps';

/**
 * The guided set-up of ai-toolkit: says what it will run, runs it step by step in a terminal, and can be begun again
 * at any time, for it skips what is there. Only this command, and only after the user's word, reaches the network.
 */
export async function setUpToolkit(host: LaunchHost, found: () => Promise<void>): Promise<void> {
  if (!host.isTrusted()) {
    await refuseUntrusted('Setting up ai-toolkit', host);
    return;
  }
  const folder = await chooseFolder(host);
  if (folder === undefined) return;
  const plan = await makePlan(folder, host);
  if (plan === undefined) return;
  const steps = setupSteps(plan, await examineSetup(folder, host));
  if (steps.every(({ isDone }) => isDone)) {
    await finish(folder, host, found, 'is complete already');
    return;
  }
  if (!(await showSteps(plan, steps, host))) return;
  if (await runAll(plan, host)) await finish(folder, host, found, 'is set up');
}

async function chooseFolder(host: LaunchHost): Promise<string | undefined> {
  const atHome = joinPath(host.home, 'ai-toolkit');
  const remembered = host.memory.toolkit;
  const present = await presentToolkits(host, atHome);
  const chosen = await host.dialogs.pick<string | 'other'>(
    [
      ...present.map(({ path, version }) => ({
        label: `$(check) ${path}`,
        description: `ai-toolkit ${version} is here`,
        detail: 'Looks whether anything is missing, and installs only that',
        value: path,
      })),
      ...(remembered === undefined || remembered === atHome || present.some(({ path }) => path === remembered)
        ? []
        : [{ label: `$(folder) ${remembered}`, description: 'used before', value: remembered }]),
      ...(present.some(({ path }) => path === atHome)
        ? []
        : [{ label: `$(home) ${atHome}`, description: 'in the home folder', value: atHome }]),
      {
        label: '$(folder-opened) Somewhere else …',
        detail: 'About 15 GB are needed, and models come on top',
        value: 'other',
      },
    ],
    {
      title:
        present.length > 0
          ? 'ai-toolkit is set up: examine it, or choose another folder'
          : 'Where shall ai-toolkit be?',
    },
  );
  if (chosen !== 'other') return chosen;
  const parent = await host.dialogs.pickFolder('Folder in which "ai-toolkit" is made');
  return parent === undefined ? undefined : joinPath(parent, 'ai-toolkit');
}

/** The checkouts that trainings use or would find first: that of the setting, the one used before, and the one at home. */
async function presentToolkits(host: LaunchHost, atHome: string): Promise<readonly Toolkit[]> {
  const setting = vscode.workspace.getConfiguration('qwenLora').get<string>('toolkitPath', '');
  const folder = host.workspaceFolders[0] ?? host.home;
  const places = { platform: host.platform, home: host.home, workspaceFolder: folder, fileDirname: folder };
  const named = setting.trim() === '' ? undefined : resolveSettingPath(setting, places);
  const paths = [...new Set([named, host.memory.toolkit, atHome])].filter((path) => path !== undefined);
  const read = await Promise.all(paths.map((path) => readToolkit(path, host.platform, host.files)));
  return read.filter((toolkit) => typeof toolkit !== 'string');
}

/** The programs and the build, or undefined after the user was told what is missing. */
async function makePlan(folder: string, host: LaunchHost): Promise<SetupPlan | undefined> {
  const refuse = async (message: string) => {
    host.logger.warn(message);
    await host.dialogs.notify('error', message);
    return undefined;
  };
  const path = pathsOf(host.platform);
  const parent = path.dirname(folder);
  if ((await host.files.kind(parent)) !== 'folder') return refuse(`The folder '${parent}' does not exist.`);
  const { hasToolkit } = await examineSetup(folder, host);
  if (!hasToolkit && (await host.files.kind(folder)) !== undefined) {
    const isEmpty = (await host.files.list(folder).catch(() => undefined))?.length === 0;
    if (!isEmpty)
      return refuse(`'${folder}' holds something else already. Move it away or choose another folder.`);
  }
  const git = await host.findProgram('git');
  if (git === undefined && !hasToolkit) {
    return refuse(
      `git was not found, which brings ai-toolkit here. ${gitRemedies[host.platform] ?? gitRemedy}`,
    );
  }
  const python = await findBasePython(host);
  if (python.kind === 'none') {
    const seen = python.seen.length === 0 ? '' : ` Found: ${python.seen.join(', ')}.`;
    return refuse(
      `ai-toolkit needs Python 3.10 or newer, best 3.12, on PATH.${seen} Install it, then set up again.`,
    );
  }
  const build = chooseCudaBuild(await host.queryGpus(), host.platform);
  if (build.kind === 'refused') return refuse(build.reason);
  const plan = { platform: host.platform, folder, parent, git: git ?? 'git', python: python.path, build };
  const replaced = [folder, python.path].find((part) => part.includes('${'));
  if (replaced !== undefined) {
    return refuse(`'${replaced}' holds '\${', which VS Code's tasks would replace. Choose another folder.`);
  }
  host.logger.info(`Set-up of ai-toolkit in '${folder}' with Python ${python.version} at '${python.path}'.`);
  return plan;
}

/** Shows every command before the first one runs. */
async function showSteps(plan: SetupPlan, steps: readonly SetupStep[], host: LaunchHost): Promise<boolean> {
  const free = await host.files.freeBytes(plan.parent);
  const room =
    free !== undefined && free < neededBytes
      ? `only ${(free / gibibyte).toFixed(0)} GiB are free there, about 15 are needed`
      : 'downloads several GB';
  const driver =
    plan.build.kind === 'no-driver' ? 'No NVIDIA driver answers; the newest CUDA build is taken. ' : '';
  const toDo = steps.filter(({ isDone }) => !isDone).length;
  const chosen = await host.dialogs.pick(
    [
      {
        label: `$(play) Run ${toDo === 1 ? 'the last step' : `${toDo} steps`} in the terminal`,
        description: room,
        value: true,
      },
      ...steps.map((step) => ({
        label: `$(${step.isDone ? 'check' : 'circle-outline'}) ${step.title}`,
        detail: step.isDone ? 'there already' : textOf(step, host.platform),
        value: false,
      })),
    ],
    { title: `Set up ai-toolkit in ${plan.folder}`, placeholder: `${driver}These commands will run` },
  );
  return chosen === true;
}

function textOf(step: SetupStep, platform: NodeJS.Platform): string {
  return programText(step, shellOf(platform));
}

/** Runs what is not done, looking again before each step. False when one failed or the user ended it. */
async function runAll(plan: SetupPlan, host: LaunchHost): Promise<boolean> {
  const failed = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Setting up ai-toolkit', cancellable: true },
    async (progress, token): Promise<SetupStep | undefined> => {
      let last: SetupStep['key'] | undefined;
      for (;;) {
        const steps = setupSteps(plan, await examineSetup(plan.folder, host));
        const step = steps.find(({ isDone }) => !isDone);
        if (step === undefined) return undefined;
        // It ended well and is still not done: once more would not help.
        if (step.key === last || token.isCancellationRequested) return step;
        last = step.key;
        progress.report({ message: `${steps.indexOf(step) + 1} of ${steps.length}: ${step.title}` });
        host.logger.info(`Set-up: ${textOf(step, host.platform)}`);
        const code = await runSetupStep(step, token);
        host.logger.info(
          `Set-up: '${step.title}' ended with ${code === undefined ? 'no exit code' : `code ${code}`}.`,
        );
        if (code !== 0) return step;
        // pip has the last word about its list, which another version of ai-toolkit may have changed.
        if (step.key === 'requirements') return undefined;
      }
    },
  );
  if (failed === undefined) return true;
  const again = 'Continue';
  const answer = await host.dialogs.notify(
    'error',
    `Setting up ai-toolkit stopped at "${failed.title}"; the terminal shows why. What is done stays done.`,
    again,
  );
  return answer === again ? runAll(plan, host) : false;
}

async function finish(
  folder: string,
  host: LaunchHost,
  found: () => Promise<void>,
  what: string,
): Promise<void> {
  await host.memory.rememberToolkit(folder);
  await found();
  const rehearse = 'Rehearse a config';
  const answer = await host.dialogs.notify(
    'information',
    `ai-toolkit in '${folder}' ${what}. Trainings use it from now on. A rehearsal shows in about a minute whether it runs here.`,
    rehearse,
  );
  if (answer === rehearse) await host.rehearse();
}

const gibibyte = 1024 ** 3;
const neededBytes = 15 * gibibyte;

const gitRemedy = 'Install it with the package manager of this system, then set up again.';
const gitRemedies: Partial<Record<NodeJS.Platform, string>> = {
  win32:
    'Install it from git-scm.com or with "winget install Git.Git", restart the editor, then set up again.',
  darwin: 'Install it with "xcode-select --install", then set up again.',
};
