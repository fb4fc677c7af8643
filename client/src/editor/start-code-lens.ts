import * as vscode from 'vscode';
import type { Server } from '../language-client';
import { configKeyLine } from './config-key-line';
import { isConfig } from './find-configs';

/** "Start Qwen training" above the `config:` line of each config that lies on disk. */
export function createStartCodeLens(server: Server): vscode.CodeLensProvider {
  return {
    provideCodeLenses: async (document) => {
      if (!(await isConfig(server, document))) return [];
      const line = configKeyLine(document.getText());
      return [
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: '$(play) Start Qwen training',
          tooltip: 'Checks this config and trains it with ai-toolkit on this machine',
          command: 'qwenLora.startTraining',
          arguments: [document.uri],
        }),
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: '$(checklist) Check before training',
          tooltip: 'Checks this config, its folders, the disk and the GPU without starting anything',
          command: 'qwenLora.checkBeforeTraining',
          arguments: [document.uri],
        }),
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: '$(graph) Show plan',
          tooltip: 'Datasets, steps, memory, time and disk of this config, before anything starts',
          command: 'qwenLora.showPlan',
          arguments: [document.uri],
        }),
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: '$(beaker) Rehearse',
          tooltip: 'Runs this config through ai-toolkit with a small random model, in about a minute',
          command: 'qwenLora.rehearseTraining',
          arguments: [document.uri],
        }),
      ];
    },
  };
}
