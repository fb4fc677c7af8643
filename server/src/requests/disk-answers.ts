import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Signal } from '../../../common/signal';
import type { Logger } from '../../../core/host';
import {
  type DiagnosticOptions,
  type Examination,
  type ExaminationOptions,
  type LanguageService,
  type ParsedConfig,
  variablesIn,
} from '../../../core/language-service';
import type { Documents } from '../connection/documents';
import type { ShowProgress } from '../connection/scan-progress';
import type { DiskThread } from '../disk/disk-thread';
import type { DiskWork } from '../disk/disk-work';
import { folderOf } from '../disk/path-places';
import type { Settings } from '../settings/settings';
import type { ConfigAccess } from './config-access';

/** What the disk said about one version of a document. */
export interface DiskAnswer {
  readonly asked: ParsedConfig;
  /** The version that the positions hold for: an earlier one where the disk could not tell about this one. */
  readonly of: ParsedConfig;
  /** What was asked under; what has changed since is another object. */
  readonly basis: Basis;
  readonly examination: Examination;
  /** The examination itself failed, and what is here is of before. */
  readonly failed: boolean;
}

type Basis = Pick<DiagnosticOptions, 'variable' | 'toolkit'> & {
  readonly settings: Settings;
  /** Counts the changes of scanned folders. */
  readonly changes: number;
  readonly gpu: string | undefined;
};

/** The disk's answers about open documents. The disk is asked on the side, once typing pauses. */
export interface DiskAnswers {
  /** The last answer, of this or of an earlier version. */
  answerFor(uri: string): DiskAnswer | undefined;
  /** Asks about the present version; true when the disk has told something new. */
  ask(uri: string): Promise<boolean>;
  forget(uri: string): void;
}

/** What the client has told of the machine; the server itself starts no program. */
export interface MachineFacts {
  /** The GPU of the last plan. */
  gpu: ExaminationOptions['gpu'];
}

export interface DiskAnswersDependencies {
  readonly service: Pick<LanguageService, 'rebase'>;
  readonly machine: MachineFacts;
  readonly documents: Documents;
  readonly access: ConfigAccess;
  readonly disk: DiskThread;
  /** Fires when a folder that was scanned has changed. */
  readonly folders: Pick<Signal, 'on'>;
  readonly showProgress: ShowProgress;
  readonly logger: Logger;
}

/** Milliseconds without a keystroke before the disk is asked. */
const typingPause = 250;
const nothing: Examination = { findings: [], hints: [], epochs: [], plan: undefined };

function nothingToCancel(): void {
  // The disk is not asked yet.
}

/** Opens the answers; nothing is asked before the first question. */
export function openDiskAnswers(dependencies: DiskAnswersDependencies): DiskAnswers {
  const { service, documents, access, disk, folders, machine, showProgress, logger } = dependencies;
  const answers = new Map<string, DiskAnswer>();
  const asking = new Map<string, { readonly parsed: ParsedConfig; cancel: () => void }>();
  let changes = 0;
  folders.on(() => {
    changes++;
  });

  const look = (parsed: ParsedConfig, work: DiskWork) => {
    const onStart = (cancel: () => void) => {
      const own = asking.get(parsed.uri);
      if (own?.parsed === parsed) own.cancel = cancel;
    };
    return examine(work, disk, showProgress, onStart);
  };

  return {
    answerFor: (uri) => answers.get(uri),
    async ask(uri) {
      const config = await access.openConfig(uri);
      const before = answers.get(uri);
      if (!config || asking.get(uri)?.parsed === config.parsed) return false;
      const { parsed, settings } = config;
      const options = await access.optionsFor(uri);
      const { variable, toolkit } = options;
      const basis = { settings, variable, toolkit, changes, gpu: machine.gpu?.name };
      if (before?.asked === parsed && isSameBasis(before.basis, basis)) return false;
      // An older version of the document is of no interest any more.
      asking.get(uri)?.cancel();
      const own = { parsed, cancel: nothingToCancel };
      asking.set(uri, own);
      try {
        await setTimeout(typingPause);
        if (documents.open(uri) !== parsed) return false;
        const place = { startFolders: startOf(settings), network: false, fresh: false };
        const work = diskWork(parsed, { ...options, gpu: machine.gpu }, place);
        const examination = await look(parsed, work);
        if (documents.open(uri) !== parsed) return false;
        // Who cancels a scan keeps what was known before, and is not asked again about this version.
        const told = examination ?? before?.examination ?? nothing;
        const of = examination ? parsed : (before?.of ?? parsed);
        answers.set(uri, { asked: parsed, of, basis, examination: told, failed: false });
        return isNews(told, before && service.rebase(before.examination, before.of, parsed), before?.failed);
      } catch (error) {
        logger.error(`disk: ${error instanceof Error ? error.stack : String(error)}`);
        const told = before?.examination ?? nothing;
        answers.set(uri, { asked: parsed, of: before?.of ?? parsed, basis, examination: told, failed: true });
        return true;
      } finally {
        if (asking.get(uri) === own) asking.delete(uri);
      }
    },
    forget(uri) {
      asking.get(uri)?.cancel();
      answers.delete(uri);
    },
  };
}

/** Asks the disk's thread, shows how far it is, and lets the person or a newer version cancel it. */
async function examine(
  work: DiskWork,
  disk: DiskThread,
  showProgress: ShowProgress,
  onStart: (cancel: () => void) => void,
): Promise<Examination | undefined> {
  let cancel = nothingToCancel;
  const progress = showProgress(() => cancel());
  try {
    return await disk.examine(work, {
      onCancel(stop) {
        cancel = stop;
        onStart(stop);
      },
      onFiles: (count) => progress.files(count),
    });
  } finally {
    progress.end();
  }
}

/** Whether what the disk tells differs from what is shown: what it told before, moved to this version. */
function isNews(told: Examination, shown: Examination = nothing, failedBefore = false): boolean {
  return (
    failedBefore ||
    !isDeepStrictEqual(told.findings, shown.findings) ||
    !isDeepStrictEqual(told.hints, shown.hints)
  );
}

function startOf({ launchFolder }: Settings): readonly string[] {
  return launchFolder === undefined ? [] : [launchFolder];
}

function isSameBasis(one: Basis, other: Basis): boolean {
  return (
    one.settings === other.settings &&
    one.variable === other.variable &&
    one.toolkit === other.toolkit &&
    one.changes === other.changes &&
    one.gpu === other.gpu
  );
}

/** What the disk's thread is told of a config. */
export function diskWork(
  { uri, config: { document } }: ParsedConfig,
  { variable, toolkit, isCancelled: _, ...options }: ExaminationOptions,
  look: Pick<DiskWork, 'startFolders' | 'network' | 'fresh'>,
): DiskWork {
  const names = [...variablesIn(document.text), 'MODELS_PATH'];
  const variables =
    variable &&
    Object.fromEntries(
      names.flatMap((name) => {
        const value = variable(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    ...look,
    uri,
    text: document.text,
    format: document.format,
    options: { ...options, configFolder: folderOf(uri) },
    checkout: toolkit?.version,
    variables,
  };
}
