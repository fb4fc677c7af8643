import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSettings, readSettings } from '../../client/src/config';
import { resolveForServer } from '../../client/src/server-settings';

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          { readonly default: unknown; readonly scope: string; readonly markdownDescription?: string }
        >
      >;
    };
    readonly commands: readonly { readonly command: string; readonly title: string }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}
const manifest: Manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const { properties } = manifest.contributes.configuration;

test('the manifest’s defaults are the defaults in code', () => {
  const source = { get: (name: string): unknown => properties[`qwenLora.${name}`]?.default };
  assert.deepEqual(readSettings(source), defaultSettings);
  for (const name of [
    'toolkitPath',
    'pythonPath',
    'workingDirectory',
    'gpu.required',
    'keepRunning',
    'queue.onFailure',
  ]) {
    assert.notEqual(properties[`qwenLora.${name}`], undefined, name);
  }
});

test('values of a wrong type count as not set', () => {
  assert.deepEqual(readSettings({ get: () => 7 }), defaultSettings);
});

test('every setting is described, and those that lead to a program wait for trust', () => {
  for (const [name, setting] of Object.entries(properties)) assert.ok(setting.markdownDescription, name);
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  // A workspace never sets those of the scope 'machine', trusted or not.
  const machine = Object.keys(properties).filter((name) => properties[name]?.scope?.startsWith('machine'));
  assert.deepEqual([...machine].sort(), [...restricted].sort());
});

test('the palette says exactly "Start Qwen training"', () => {
  const command = manifest.contributes.commands.find(({ command }) => command === 'qwenLora.startTraining');
  assert.equal(command?.title, 'Start Qwen training');
});

const places = {
  platform: 'linux',
  home: '/home/me',
  workspaceFolder: '/ws',
  fileDirname: '/ws/configs',
} as const;
const elsewhere = { yamlErrorsReportedElsewhere: true, toolkitPath: '/tk', places };
const alone = { yamlErrorsReportedElsewhere: false, toolkitPath: undefined, places };

test('auto follows whether another extension reports YAML errors', () => {
  const ask = (value: unknown, known: typeof elsewhere | typeof alone) =>
    resolveForServer('qwenLora.yaml.syntaxErrors', value, known);
  assert.equal(ask('auto', elsewhere), 'off');
  assert.equal(ask('auto', alone), 'on');
  assert.equal(ask('on', elsewhere), 'on');
  assert.equal(ask('off', alone), 'off');
  assert.equal(ask(undefined, alone), 'on');
});

test('the whole section keeps its other settings', () => {
  assert.deepEqual(
    resolveForServer('qwenLora', { useCase: 'style', yaml: { syntaxErrors: 'auto' } }, elsewhere),
    {
      useCase: 'style',
      yaml: { syntaxErrors: 'off' },
      toolkitPath: '/tk',
      launchFolder: '/tk',
    },
  );
  assert.deepEqual(resolveForServer('qwenLora', null, alone), {
    yaml: { syntaxErrors: 'on' },
    toolkitPath: '',
  });
  assert.equal(resolveForServer('qwenLora.toolkitPath', '/mine', elsewhere), '/mine');
  assert.equal(resolveForServer('editor.tabSize', 4, elsewhere), 4);
});

test('the server learns where relative paths of a config start', () => {
  const folderFor = (workingDirectory: string) => {
    const answer = resolveForServer('qwenLora', { workingDirectory }, elsewhere);
    return typeof answer === 'object' && answer !== null && 'launchFolder' in answer
      ? answer.launchFolder
      : undefined;
  };
  assert.equal(folderFor(''), '/tk');
  assert.equal(folderFor('${workspaceFolder}'), '/ws');
  assert.equal(folderFor('${fileDirname}'), '/ws/configs');
});
