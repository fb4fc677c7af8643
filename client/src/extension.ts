import * as vscode from 'vscode';
import { checkBeforeTraining } from './commands/check-before-training';
import { checkLoraFile } from './commands/check-lora-file';
import { chooseToolkit } from './commands/choose-toolkit';
import { registerCommand } from './commands/command';
import { copyTrainingCommand } from './commands/copy-training-command';
import { exportComfyWorkflow } from './commands/export-comfy-workflow';
import { newConfig } from './commands/new-config';
import { createRuleDocs, type RuleDocs } from './commands/open-rule-docs';
import { openSamples } from './commands/open-samples';
import { prepareDataset } from './commands/prepare-dataset';
import { rehearseOffered, rehearseTraining, startRehearsed, startTarget } from './commands/rehearse-training';
import { setHuggingFaceToken } from './commands/set-hugging-face-token';
import { setUpToolkit } from './commands/set-up-toolkit';
import { showQueue } from './commands/show-queue';
import { watchActiveConfig } from './editor/config-context';
import { createStartCodeLens } from './editor/start-code-lens';
import { createUriHandler } from './editor/uri-handler';
import { createServer, type Server } from './language-client';
import type { Dialogs } from './launch/dialogs';
import { createLaunchHost } from './launch/editor-launch-host';
import type { LaunchHost } from './launch/launch-host';
import { editorDialogs, replaceableDialogs } from './launch/vscode-dialogs';
import { createLog } from './log';
import { createMilestones } from './milestones';
import { createRehearsals, type Rehearsals } from './rehearsal/rehearsals';
import { measureSteps } from './runs/measure-steps';
import { taskType } from './runs/run-task';
import { openStepTimes } from './runs/step-times';
import { createTaskProvider } from './runs/task-provider';
import { createTrainings, type Trainings } from './trainings';
import { createPlanPages, type PlanPages } from './views/plan/plan-pages';
import { createRunViews, type RunViews } from './views/run-views';
import { createToolkitStatus, type ToolkitStatus } from './views/toolkit-status';

const languages = ['yaml', 'json', 'jsonc'];

/** What other extensions, and the suites that run inside the editor, can ask of this one. */
export interface ExtensionApi {
  /** Settles when the language server has started. */
  readonly ready: Promise<void>;
  /** Lets the caller answer the questions of a launch until the result is disposed. */
  answerDialogs(dialogs: Dialogs): vscode.Disposable;
  /** The language server's process, while it runs. */
  serverProcess(): number | undefined;
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const log = createLog();
  const { dialogs, replace } = replaceableDialogs(editorDialogs);
  const server = createServer({ context, log, knownToolkit: () => toolkit.toolkit?.path });
  const milestones = createMilestones(context.globalState);
  const { reach } = milestones;
  const host = createLaunchHost(context, server, log, dialogs, {
    showTools: (tools) => toolkit.show(tools),
    reach,
    openRule: (code) => docs.open(code),
    setUpToolkit: () => setUpToolkit(host, () => toolkit.refresh()),
    rehearse: (target) => rehearseOffered(target, server, host, rehearsals),
  });
  const toolkit = createToolkitStatus({
    logger: log,
    remembered: () => host.memory.toolkit,
    reach,
    onChange: () => server.refreshSettings(),
  });
  const stepTimes = openStepTimes(context.globalState);
  const trainings = createTrainings(context, server, host, log);
  const views = createRunViews(context, server, host, trainings, log, () => toolkit.toolkit?.path);
  const rehearsals = createRehearsals({
    context,
    host,
    isTraining: trainings.isBusy,
    startTraining: ({ configPath }) => trainings.start.run(vscode.Uri.file(configPath)),
  });
  const docs = createRuleDocs(context);
  const plans = createPlanPages({
    extensionUri: context.extensionUri,
    server,
    launch: host,
    stepTimes,
    openRule: (code) => docs.open(code),
    startTraining: (target) => startTarget(target, server, host, rehearsals, trainings.start.run),
  });

  const ready = server.start();
  ready.catch((error) => log.error(`The language server did not start: ${String(error)}`));
  const parts = { context, log, server, host, dialogs, trainings, toolkit, views, docs, rehearsals, plans };
  context.subscriptions.push(
    trainings.runs.onDidEnd((run) => {
      measureSteps(run, server, stepTimes).catch((error) =>
        log.warn(`The pace of a training could not be remembered: ${String(error)}`),
      );
    }),
    ...[log, server, milestones, toolkit, trainings, rehearsals, views, plans],
    watchActiveConfig(server, log, reach),
    ...contributions(parts),
    ...commands(parts),
  );
  return { ready, answerDialogs: replace, serverProcess: () => server.processId() };
}

/** What the commands act on. */
interface CommandParts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly host: LaunchHost;
  readonly dialogs: Dialogs;
  readonly trainings: Trainings;
  readonly toolkit: ToolkitStatus;
  readonly views: RunViews;
  readonly docs: RuleDocs;
  readonly rehearsals: Rehearsals;
  readonly plans: PlanPages;
}

/** What VS Code asks of us besides commands. */
function contributions({ server, trainings, docs }: CommandParts): vscode.Disposable[] {
  return [
    vscode.languages.registerCodeLensProvider(languages, createStartCodeLens(server)),
    vscode.tasks.registerTaskProvider(taskType, createTaskProvider(trainings.start)),
    vscode.window.registerUriHandler(createUriHandler(docs)),
  ];
}

function commands(parts: CommandParts): vscode.Disposable[] {
  const { context, log, server, host, dialogs, trainings, toolkit, views, docs, rehearsals, plans } = parts;
  const { start, actions, waiting } = trainings;
  return [
    registerCommand(log, 'qwenLora.startTraining', (...args) =>
      startRehearsed(args, server, host, rehearsals, start.run),
    ),
    registerCommand(log, 'qwenLora.checkBeforeTraining', (...args) =>
      checkBeforeTraining(
        args,
        server,
        host,
        (target) => startTarget(target, server, host, rehearsals, start.run),
        ({ configPath }) => plans.show([vscode.Uri.file(configPath)]),
      ),
    ),
    registerCommand(log, 'qwenLora.showPlan', (...args) => plans.show(args)),
    registerCommand(log, 'qwenLora.rehearseTraining', (...args) =>
      rehearseTraining(args, server, host, rehearsals),
    ),
    registerCommand(log, 'qwenLora.removeRehearsalCache', () => rehearsals.removeCache()),
    registerCommand(log, 'qwenLora.copyTrainingCommand', () => copyTrainingCommand(start.last, dialogs)),
    registerCommand(log, 'qwenLora.setHuggingFaceToken', () => setHuggingFaceToken(context.secrets, dialogs)),
    registerCommand(log, 'qwenLora.runActions', () => actions.offer()),
    registerCommand(log, 'qwenLora.stopTraining', () => actions.stop()),
    registerCommand(log, 'qwenLora.saveAndStop', () => actions.saveAndStop()),
    registerCommand(log, 'qwenLora.saveNow', () => actions.order('save')),
    registerCommand(log, 'qwenLora.sampleNow', () => actions.order('sample')),
    registerCommand(log, 'qwenLora.showQueue', () => showQueue(waiting, dialogs)),
    registerCommand(log, 'qwenLora.setUpToolkit', () => host.setUpToolkit()),
    registerCommand(log, 'qwenLora.chooseToolkit', () => chooseToolkit(toolkit, host)),
    registerCommand(log, 'qwenLora.prepareDataset', () => prepareDataset(host)),
    registerCommand(log, 'qwenLora.newConfig', () => newConfig(host)),
    registerCommand(log, 'qwenLora.openSamples', async () => openSamples(await trainings.records(), host)),
    registerCommand(log, 'qwenLora.openDashboard', (node) => views.commands.openDashboard(node)),
    registerCommand(log, 'qwenLora.openRunFolder', () => views.commands.openRunFolder()),
    registerCommand(log, 'qwenLora.compareRuns', (...args) => views.commands.compare(args[0], args[1])),
    registerCommand(log, 'qwenLora.compareCheckpoints', (...args) =>
      views.commands.compareCheckpoints(args[0], args[1]),
    ),
    registerCommand(log, 'qwenLora.exportComfyWorkflow', (...args) =>
      exportComfyWorkflow(args, server, dialogs),
    ),
    registerCommand(log, 'qwenLora.checkLora', (file) => checkLoraFile(file, dialogs)),
    registerCommand(log, 'qwenLora.renameRun', (node) => views.commands.rename(node)),
    registerCommand(log, 'qwenLora.archiveRun', (node) => views.commands.archive(node, true)),
    registerCommand(log, 'qwenLora.unarchiveRun', (node) => views.commands.archive(node, false)),
    registerCommand(log, 'qwenLora.removeRun', (node) => views.commands.remove(node)),
    registerCommand(log, 'qwenLora.openRuleDocs', (code) => docs.open(code)),
    registerCommand(log, 'qwenLora.restartServer', () => server.restart()),
    registerCommand(log, 'qwenLora.showLog', () => log.show()),
  ];
}
