import { homedir } from 'node:os';
import type { LaunchHost } from '../../launch/launch-host';
import { locatePython } from '../../launch/python-locator';
import type { RunRecord } from '../../runs/run-record';

/**
 * A Python whose sqlite3 reads a run's `loss_log.db`: the one that trains or trained it, else that of ai-toolkit, else the
 * one on PATH. Undefined in an untrusted workspace, where nothing is run.
 */
export async function findSqlitePython(
  record: RunRecord | undefined,
  toolkit: string | undefined,
  host: LaunchHost,
): Promise<string | undefined> {
  if (!host.isTrusted()) return undefined;
  if (record !== undefined && (await host.files.kind(record.program)) === 'file') return record.program;
  const onPath = async () => (await host.findProgram('python3')) ?? (await host.findProgram('python'));
  if (toolkit === undefined) return onPath();
  const search = await locatePython(
    {
      platform: host.platform,
      home: homedir(),
      workspaceFolder: host.workspaceFolders[0],
      fileDirname: toolkit,
      setting: '',
      toolkit,
      editorPython: async () => undefined,
      onPath: (name) => host.findProgram(name),
    },
    { files: host.files, logger: host.logger, run: (python, script) => host.runPython(python, script) },
  );
  return search.kind === 'found' ? search.python.path : onPath();
}
