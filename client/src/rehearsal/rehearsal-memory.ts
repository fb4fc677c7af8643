import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';

/** Which texts of configs were rehearsed, so that a start knows whether one was changed since. */
export interface RehearsalMemory {
  passed(configPath: string, text: string): boolean;
  remember(configPath: string, text: string): Promise<void>;
}

const storedKey = 'rehearsed';
/** The newest configs are kept. */
const most = 200;

/** Keeps a hash of each config's text in the workspace's memory; no text is stored. */
export function createRehearsalMemory(memory: Pick<vscode.Memento, 'get' | 'update'>): RehearsalMemory {
  const read = (): [string, string][] => {
    const stored = memory.get<unknown>(storedKey);
    if (!Array.isArray(stored)) return [];
    return stored.filter((each): each is [string, string] => Array.isArray(each) && each.length === 2);
  };
  return {
    passed: (configPath, text) => read().some(([path, hash]) => path === configPath && hash === hashOf(text)),
    async remember(configPath, text) {
      const others = read().filter(([path]) => path !== configPath);
      await memory.update(storedKey, [...others, [configPath, hashOf(text)]].slice(-most));
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
