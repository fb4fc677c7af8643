import { type ConfigFacts, factsOfDump } from './config-dump';

/** Where a line stands: before or after a dump, at its first line, within it, or at its last one. */
export type DumpPlace = 'outside' | 'begins' | 'inside' | { readonly facts: ConfigFacts | undefined };

export interface DumpReader {
  take(line: string): DumpPlace;
  readonly isInside: boolean;
}

const longestDump = 1_000_000;

/** Finds the dump of the process's config, which ai-toolkit prints as JSON indented by four (jobs/process/BaseProcess.py:26). */
export function createDumpReader(): DumpReader {
  let text: string | undefined;
  return {
    get isInside() {
      return text !== undefined;
    },
    take(line) {
      if (text === undefined) {
        if (line !== '{') return 'outside';
        text = line;
        return 'begins';
      }
      // Only the JSON's own lines are indented; anything else means that the dump was cut.
      if (line !== '}' && !/^(?: {4}|\s*$)/.test(line)) {
        text = undefined;
        return 'outside';
      }
      if (text.length < longestDump) text += `\n${line}`;
      if (line !== '}') return 'inside';
      const facts = factsOfDump(text);
      text = undefined;
      return { facts };
    },
  };
}
