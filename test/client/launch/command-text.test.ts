import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { CommandLine } from '../../../client/src/launch/command-line';
import { commandLogLines, commandText, shellOf } from '../../../client/src/launch/command-text';

const command: CommandLine = {
  program: '/opt/my python/bin/python',
  args: ['/opt/ai-toolkit/run.py', "/data/it's $(here); `id`\n🎨.yaml"],
  cwd: '/opt/ai-toolkit',
  env: { CUDA_VISIBLE_DEVICES: '0', HF_TOKEN: 'hf_secret' },
  secrets: ['HF_TOKEN'],
};

test('a POSIX shell reads the copied text as the very same words', {
  skip: process.platform === 'win32',
}, () => {
  const text = commandText(
    {
      ...command,
      program: process.execPath,
      cwd: '/',
      args: [
        '-e',
        'console.log(JSON.stringify([process.argv.slice(1), process.env.CUDA_VISIBLE_DEVICES]))',
        ...command.args,
      ],
    },
    'posix',
  );
  const said: unknown = JSON.parse(execFileSync('/bin/sh', ['-c', text], { encoding: 'utf8' }));
  assert.deepEqual(said, [[...command.args], '0']);
});

test('PowerShell text quotes with single quotes, doubled inside', () => {
  assert.equal(
    commandText(
      {
        program: 'C:\\AI Toolkit\\python.exe',
        args: ['C:\\AI Toolkit\\run.py', "D:\\it's $env:X.yaml", '--log', 'D:\\out\\log.txt'],
        cwd: 'C:\\AI Toolkit',
        env: { PYTHONUTF8: '1' },
        secrets: [],
      },
      'powershell',
    ),
    "Set-Location -LiteralPath 'C:\\AI Toolkit'; $env:PYTHONUTF8 = '1'; & 'C:\\AI Toolkit\\python.exe' 'C:\\AI Toolkit\\run.py' 'D:\\it''s $env:X.yaml' '--log' 'D:\\out\\log.txt'",
  );
});

test('no text and no log line holds the secret', () => {
  const shown = [
    commandText(command, 'posix'),
    commandText(command, 'powershell'),
    ...commandLogLines(command),
  ];
  assert.equal(shown.join('\n').includes('hf_secret'), false);
  assert.match(commandLogLines(command).join('\n'), /HF_TOKEN=\(secret\)/);
});

test('the shell to paste into follows the platform', () => {
  assert.equal(shellOf('win32'), 'powershell');
  assert.equal(shellOf('darwin'), 'posix');
});
