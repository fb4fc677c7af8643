import { sizeText } from './check-answer';
import type { LaunchFinding } from './launch-finding';

/** What the Hugging Face cache says about the model of a config. */
export interface HubCacheAnswer {
  /** `Qwen/Qwen-Image` */
  readonly repository: string;
  /** The cache's folder, absolute. */
  readonly folder: string;
  /** Whether all files that ai-toolkit loads are there. */
  readonly isWhole: boolean;
  /** Bytes of the model that are there, those of unfinished downloads included. */
  readonly presentBytes: number;
  /** Bytes of the whole model; undefined for models whose size is not known. */
  readonly wholeBytes: number | undefined;
  /** Bytes that may still be written there. */
  readonly freeBytes: number | undefined;
  /** Why nothing can be written there, as half a sentence. */
  readonly whyNotWritable: string | undefined;
  /** The variable that forbids downloads, where one is set: `HF_HUB_OFFLINE`. */
  readonly offline: string | undefined;
  readonly platform: string;
}

/** Windows' limit for a path, and what the cache adds to its folder: a blob's name of 64 digits and `.incomplete`. */
const longestWindowsPath = 259;
const addedByCache = 110;

/** Whether a model that is not on this disk yet can be downloaded. Nothing is said of a model that is all there. */
export function judgeHubCache(answer: HubCacheAnswer): LaunchFinding[] {
  if (answer.isWhole) return [];
  return [...judgeOffline(answer), ...judgeRoom(answer), ...judgePathLength(answer)];
}

/** Bytes of the model that have to be downloaded; undefined where its size is not known. */
export function bytesToCome({ isWhole, wholeBytes, presentBytes }: HubCacheAnswer): number | undefined {
  if (isWhole) return 0;
  return wholeBytes === undefined ? undefined : Math.max(0, wholeBytes - presentBytes);
}

function judgeOffline({ offline, repository, folder }: HubCacheAnswer): LaunchFinding[] {
  if (offline === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'hub-cache',
      action: { kind: 'copy-command', command: `hf download ${repository}` },
      message: `${offline} is set, so nothing is downloaded, and the Hugging Face cache '${folder}' does not have all of ${repository}. Download it where there is a network ('hf download ${repository}'), or unset ${offline}.`,
      path: folder,
    },
  ];
}

function judgeRoom(answer: HubCacheAnswer): LaunchFinding[] {
  const { folder, whyNotWritable, freeBytes, repository, offline } = answer;
  if (offline !== undefined) return [];
  if (whyNotWritable !== undefined) {
    return [
      {
        severity: 'error',
        code: 'hub-cache',
        message: `${repository} must be downloaded, and the Hugging Face cache '${folder}' cannot be written: ${whyNotWritable}. Set HF_HOME to a folder that you can write.`,
        path: folder,
      },
    ];
  }
  const toCome = bytesToCome(answer);
  if (toCome === undefined || freeBytes === undefined || toCome <= freeBytes) return [];
  return [
    {
      severity: 'error',
      code: 'hub-cache',
      message: `${sizeText(toCome)} of ${repository} have to be downloaded, and the disk of the Hugging Face cache '${folder}' has ${sizeText(freeBytes)} free. Free space there, or set HF_HOME to a folder on a larger disk.`,
      path: folder,
    },
  ];
}

function judgePathLength({ folder, platform, repository }: HubCacheAnswer): LaunchFinding[] {
  const longest = folder.length + repository.length + addedByCache;
  if (platform !== 'win32' || longest <= longestWindowsPath) return [];
  return [
    {
      severity: 'warning',
      code: 'hub-cache',
      message: `The files of ${repository} would have paths of about ${longest} characters in the Hugging Face cache '${folder}'. Windows allows 260 unless long paths are turned on. Set HF_HOME to a short folder such as C:\\hf.`,
      path: folder,
    },
  ];
}

/** What the Hub says about a model, asked with the user's token where there is one. */
export interface HubAnswer {
  readonly kind: 'open' | 'gated' | 'unknown-name' | 'bad-token' | 'busy' | 'unreachable';
  readonly hasToken: boolean;
  /** Why the Hub could not be asked. */
  readonly reason?: string;
}

/**
 * Whether the Hub gives the model to this user. It answers 401 for names that do not exist as well as for gated ones, so
 * its error code decides.
 *
 * @param suggestion the nearest known name
 */
export function judgeHubAccess(
  repository: string,
  { kind, hasToken, reason }: HubAnswer,
  suggestion: string | undefined,
): LaunchFinding[] {
  const finding = (message: string, severity: LaunchFinding['severity'] = 'error'): LaunchFinding[] => [
    { severity, code: 'hub-access', message },
  ];
  const login = { kind: 'copy-command', command: 'hf auth login' } as const;
  const withLogin = (message: string) => finding(message).map((one) => ({ ...one, action: login }));
  switch (kind) {
    case 'open':
    case 'busy':
      return [];
    case 'gated':
      return withLogin(
        hasToken
          ? `${repository} is gated, and your token does not open it. Accept the model's terms on its page with the account of the token, or set another token.`
          : `${repository} is gated, and there is no token. Accept the model's terms on its page, then set a Hugging Face token.`,
      );
    case 'unknown-name':
      return finding(
        `Hugging Face has no ${hasToken ? 'model that your token may see' : 'public model'} with the name ${repository}.${suggestion === undefined ? ' Correct name_or_path.' : ` Did you mean ${suggestion}?`}`,
      );
    case 'bad-token':
      return withLogin('Hugging Face refuses your token: it is wrong or was revoked. Set a new one.');
    case 'unreachable':
      return finding(
        `Hugging Face could not be asked about ${repository}: ${reason ?? 'no answer'}. The model has to be downloaded before the training can begin.`,
        'warning',
      );
  }
}
