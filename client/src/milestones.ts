import * as vscode from 'vscode';

/** What has really happened on the way to a first LoRA. A step of the walkthrough completes by each. */
export type Milestone = (typeof all)[number];

const all = ['toolkit', 'dataset', 'config', 'checked', 'started', 'samples'] as const;

export interface Milestones extends vscode.Disposable {
  reach(milestone: Milestone): void;
}

const storedKey = 'milestones';

/** How long a context key stays true, and how long a walkthrough that is being opened needs to listen, in milliseconds. */
const pulseMs = 500;
const openingMs = 1000;

/**
 * Keeps what was reached, and says it to the walkthrough through context keys `qwenLora.reached.<milestone>`.
 *
 * The editor completes a step only when its key becomes true while the walkthrough is known to it, which it is from when
 * the walkthrough is first opened; a key that is true already by then is never looked at again in that window. So a key
 * is true for a moment only, and once more for each milestone when a walkthrough may have been opened.
 */
export function createMilestones(memory: vscode.Memento): Milestones {
  const stored = memory.get<unknown>(storedKey);
  const reached = new Set(all.filter((one) => Array.isArray(stored) && stored.includes(one)));
  const timers = new Set<NodeJS.Timeout>();

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const set = (milestone: Milestone, value: boolean) =>
    void vscode.commands.executeCommand('setContext', `qwenLora.reached.${milestone}`, value);
  const pulse = (milestone: Milestone) => {
    set(milestone, true);
    later(pulseMs, () => set(milestone, false));
  };
  const tabs = vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    // The editor does not tell extensions what a walkthrough's tab is: its input is none of the known ones.
    const mayBeWalkthrough = [...opened, ...changed].some(
      ({ input, isActive }) => isActive && input === undefined,
    );
    if (mayBeWalkthrough) later(openingMs, () => reached.forEach(pulse));
  });

  return {
    reach(milestone) {
      pulse(milestone);
      if (reached.has(milestone)) return;
      reached.add(milestone);
      void memory.update(storedKey, [...reached]);
    },
    dispose() {
      tabs.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
