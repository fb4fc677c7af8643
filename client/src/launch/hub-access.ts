import type { HubAnswer } from '../../../core/launch/index';

/** How long the Hub has to answer, in milliseconds. */
const limitMs = 5000;

export interface HubQuestion {
  /** `Qwen/Qwen-Image` */
  readonly repository: string;
  readonly token: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @testonly */
  readonly fetch?: typeof fetch;
}

/**
 * Asks the Hugging Face Hub whether this user may download a model: the header of one small file, which is refused exactly
 * where the weights are. Never throws.
 */
export async function askHub({
  repository,
  token,
  env,
  fetch: ask = fetch,
}: HubQuestion): Promise<HubAnswer> {
  const hasToken = token !== undefined;
  const base = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  try {
    const response = await ask(`${base}/${repository}/resolve/main/model_index.json`, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
    return { kind: kindOf(response.status, response.headers.get('x-error-code') ?? '', hasToken), hasToken };
  } catch (error) {
    // Python may know a proxy that this program does not.
    if (env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY) return { kind: 'busy', hasToken };
    return { kind: 'unreachable', hasToken, reason: reasonOf(error) };
  }
}

function kindOf(status: number, code: string, hasToken: boolean): HubAnswer['kind'] {
  if (code === 'GatedRepo') return 'gated';
  if (code === 'RepoNotFound') return 'unknown-name';
  // The file is not there, the repository is.
  if (code === 'EntryNotFound' || status < 400) return 'open';
  if (status === 401) return hasToken ? 'bad-token' : 'unknown-name';
  if (status === 403) return 'gated';
  if (status === 404) return 'unknown-name';
  return 'busy';
}

function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name could not be resolved (no network?)';
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${limitMs / 1000} s`;
  return code ?? (error instanceof Error ? error.message : String(error));
}
