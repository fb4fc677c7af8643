import type { KnownFailure } from './known-failure';

const check =
  'Check the connection and start again: the download continues where it was. Or give a local folder in model.name_or_path.';

/** Failures of the network, by number where the system gives one. */
export const networkFailures: readonly KnownFailure[] = [
  {
    reason: 'model-is-gguf',
    library: 'diffusers',
    says: /\.gguf\b/i,
    phases: ['loading', 'quantizing'],
    message: 'model.name_or_path names a GGUF file. ai-toolkit does not train with GGUF weights.',
    remedy: 'Use the diffusers model, for example Qwen/Qwen-Image, with model.quantize: true.',
    action: 'openConfig',
    example: "Repo id must use alphanumeric chars: '/m/qwen-image-Q4_K_S.gguf'.",
  },
  {
    reason: 'no-network',
    library: 'the system',
    says: /NameResolutionError|getaddrinfo failed|name resolution|\[Errno -[235]\]|\[Errno (?:11001|11002)\]|nodename nor servname|dns error/i,
    message: 'The model could not be downloaded: the name huggingface.co could not be resolved (DNS).',
    remedy: check,
    action: 'startAgain',
    example:
      "HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded (Caused by NameResolutionError: Failed to resolve)",
  },
  {
    reason: 'network-timeout',
    library: 'requests',
    says: /read operation timed out|ReadTimeout|ConnectTimeout|ReadTimeoutError|ConnectTimeoutError|\[Errno 110\]|\[WinError 10060\]|timed out/i,
    phases: ['starting', 'loading', 'quantizing', 'network'],
    message: 'The model could not be downloaded: the server did not answer in time.',
    remedy: 'Start again: the download continues where it was. HF_HUB_DOWNLOAD_TIMEOUT=60 waits longer.',
    action: 'startAgain',
    example: 'The read operation timed out',
  },
  {
    reason: 'no-network',
    library: 'the system',
    says: /\[Errno (?:101|111|113)\]|\[WinError (?:10051|10061|10065)\]|Connection refused|Network is unreachable|No route to host/,
    message: 'The model could not be downloaded: there is no way to huggingface.co from here.',
    remedy: check,
    action: 'startAgain',
    example: '[Errno 101] Network is unreachable',
  },
  {
    reason: 'connection-lost',
    library: 'the system',
    says: /\[Errno 104\]|\[WinError 10054\]|ConnectionResetError|Connection aborted|RemoteDisconnected|Server disconnected|Connection reset/,
    message: 'The model could not be downloaded: the connection was lost.',
    remedy: 'Start again: the download continues where it was.',
    action: 'startAgain',
    example: "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
  },
  {
    reason: 'no-network',
    library: 'huggingface_hub',
    says: /Cannot send a request, as the client has been closed/,
    message: 'The model could not be downloaded: huggingface.co could not be reached.',
    remedy: check,
    action: 'startAgain',
    example: 'Cannot send a request, as the client has been closed.',
  },
  {
    reason: 'missing-model',
    library: 'transformers',
    says: /looks like ((?:[A-Za-z]:)?[\\/.~]\S*) is not the path to a directory/,
    message: 'The model folder {1} does not exist or has no config.json.',
    remedy: 'Correct model.name_or_path.',
    action: 'openConfig',
    example:
      "We couldn't connect to 'https://huggingface.co' to load this model, couldn't find it in the cached files and it looks like /home/user/models/qwen-image is not the path to a directory containing a config.json file.",
  },
  {
    reason: 'missing-model',
    library: 'huggingface_hub',
    says: /Repo id must (?:be in the form|use alphanumeric chars)[^']*'repo_name'[^']*'namespace\/repo_name': '([^']+)'|Repo id must use alphanumeric chars.*'([^']+)'/,
    message: "'{1}{2}' is neither a folder on this disk nor a name on Hugging Face.",
    remedy: 'Correct model.name_or_path: a folder that exists, or OWNER/NAME.',
    action: 'openConfig',
    example:
      "Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/home/user/models/qwen'. Use `repo_type` argument if needed.",
  },
  {
    reason: 'no-network',
    library: 'transformers',
    says: /couldn't connect to '\S+' to load|MaxRetryError|ConnectionError|ConnectError|LocalEntryNotFoundError|cannot find the (?:requested files|appropriate snapshot folder)/,
    message: 'The model could not be downloaded, and it is not in the Hugging Face cache.',
    remedy: check,
    action: 'startAgain',
    example:
      "We couldn't connect to 'https://huggingface.co' to load the files, and couldn't find them in the cached files.",
  },
  {
    reason: 'model-not-loadable',
    library: 'transformers',
    says: /Can't load (?:the model|tokenizer|the configuration|image processor|feature extractor|processor) for '([^']+)'/,
    vague: true,
    message: 'A part of {1} could not be downloaded or is not in the model folder.',
    remedy:
      'Check the connection and model.name_or_path. A local folder must contain the whole diffusers model.',
    action: 'openConfig',
    example:
      "Can't load the model for 'Qwen/Qwen-Image'. If you were trying to load it from 'https://huggingface.co/models', make sure you don't have a local directory with the same name.",
  },
  {
    reason: 'model-incomplete',
    library: 'transformers',
    says: /(\S+) does not appear to have (?:a file|files) named (.+?)\.?$/m,
    vague: true,
    message: '{1} has no {2}. It was not downloaded completely, or it is not a diffusers model.',
    remedy: 'Check the connection and model.name_or_path.',
    action: 'openConfig',
    example: 'acme/Base does not appear to have a file named config.json.',
  },
];
