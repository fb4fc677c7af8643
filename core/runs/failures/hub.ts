import type { KnownFailure } from './known-failure';

/** Failures of downloads from the Hugging Face Hub. The Hub answers 401, not 404, for what does not exist. */
export const hubFailures: readonly KnownFailure[] = [
  {
    reason: 'gated-repo',
    library: 'huggingface_hub',
    says: /(?:Access to model (\S+) is restricted|GatedRepoError|Cannot access gated repo|awaiting a review from the repo authors|is a gated repo|must (?:have access|be authenticated) to (?:it|access it))/,
    message: 'Hugging Face refused the download: the model is gated, and this token has no access to it.',
    remedy: "Accept the model's terms on its page and set a Hugging Face token of the same account.",
    action: 'setToken',
    example:
      'Access to model acme/Base is restricted. You must have access to it and be authenticated to access it.',
  },
  {
    reason: 'token-invalid',
    library: 'huggingface_hub',
    says: /Invalid user token|Invalid credentials in Authorization header|token .*(?:is invalid|expired)|Illegal header value b'Bearer/i,
    message: 'Hugging Face does not accept the token.',
    remedy: 'Create a new token on huggingface.co and set it. Look for a space or line break at its end.',
    action: 'setToken',
    example: '401 Client Error: Unauthorized. Invalid credentials in Authorization header',
  },
  {
    reason: 'adapter-not-found',
    library: 'huggingface_hub',
    says: /(?:Entry|Repository) ?Not ?Found[\s\S]*accuracy_recovery_adapters|accuracy_recovery_adapters[\s\S]*(?:404|Not Found)/,
    message: "The accuracy recovery adapter after '|' in 'qtype' does not exist.",
    remedy: "Correct its name, or remove the '|' and what follows.",
    action: 'openConfig',
    example:
      '404 Client Error. Entry Not Found for url: https://huggingface.co/ostris/accuracy_recovery_adapters/resolve/main/qwen_image_x.safetensors.',
  },
  {
    reason: 'file-not-in-repo',
    library: 'huggingface_hub',
    says: /(?:\b(?:Remote)?EntryNotFoundError|Entry Not Found|RevisionNotFoundError|Revision Not Found)(?! .*local)/,
    message:
      'The repository on Hugging Face does not contain a file that is needed. It may not be a diffusers model.',
    remedy:
      'Set model.name_or_path to a repository with the folders transformer, text_encoder and vae, as Qwen/Qwen-Image.',
    action: 'openConfig',
    example:
      '404 Client Error. Entry Not Found for url: https://huggingface.co/acme/Base/resolve/main/config.json.',
  },
  {
    reason: 'repo-not-found',
    library: 'huggingface_hub',
    says: /(?:RepositoryNotFoundError|Repository Not Found)[\s\S]*?https:\/\/[^\s/]+\/(?:api\/models\/)?([\w.-]+\/[\w.-]*\w)/,
    message: 'Hugging Face has no public model by the name {1}.{suggestion}',
    remedy: 'Correct model.name_or_path. If the model is private, set a token that may read it.',
    action: 'openConfig',
    example:
      '401 Client Error. (Request ID: Root=1-ab)\n\nRepository Not Found for url: https://huggingface.co/api/models/Qwen/Qwen-Image-Edit-2590.',
  },
  {
    reason: 'repo-not-found',
    library: 'diffusers',
    says: /(\S+) is not a local folder and is not a valid model identifier|RepositoryNotFoundError|Repository Not Found/,
    message: 'Hugging Face has no public model by the name {1}.{suggestion}',
    remedy: 'Correct model.name_or_path. If the model is private, set a token that may read it.',
    action: 'openConfig',
    example:
      "Qwen/Qwen-Imagee is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'",
  },
  {
    reason: 'rate-limit',
    library: 'huggingface_hub',
    says: /429 (?:Client Error|Too Many Requests)|Too Many Requests|rate.?limit/i,
    message: "Hugging Face's rate limit is reached.",
    remedy:
      'Wait some minutes and start again: the download continues where it was. A token raises the limit.',
    action: 'setToken',
    example: '429 Client Error: Too Many Requests for url: https://huggingface.co/api/models/Qwen/Qwen-Image',
  },
  {
    reason: 'gated-repo',
    library: 'huggingface_hub',
    says: /403 (?:Client Error|Forbidden)/,
    message: 'Hugging Face refused the download (403): the model is gated, or the token may not read it.',
    remedy: "Accept the model's terms on its page and set a Hugging Face token that may read it.",
    action: 'setToken',
    example: 'acme/Base does not appear to have a file named config.json.',
    exampleCause:
      'requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://huggingface.co/acme/Base/resolve/main/config.json',
  },
  {
    reason: 'gated-repo',
    library: 'huggingface_hub',
    says: /401 (?:Client Error|Unauthorized)/,
    message: 'Hugging Face refused the download (401): the model needs a token, or it does not exist.',
    remedy: 'Check model.name_or_path, then set a Hugging Face token.',
    action: 'setToken',
    example:
      '401 Client Error: Unauthorized for url: https://huggingface.co/acme/Base/resolve/main/config.json',
  },
  {
    reason: 'repo-not-found',
    library: 'huggingface_hub',
    says: /404 Client Error/,
    message: 'Hugging Face does not find what model.name_or_path names.',
    remedy: 'Correct model.name_or_path, or set a token if the model is private.',
    action: 'openConfig',
    example: '404 Client Error: Not Found for url: https://huggingface.co/acme/Bse/resolve/main/config.json',
  },
  {
    reason: 'hub-unavailable',
    library: 'huggingface_hub',
    says: /\b50[0234] (?:Server Error|Bad Gateway|Service Unavailable)|(?:Internal Server Error|Gateway Time-?out)/,
    message: 'Hugging Face has trouble of its own (a server error).',
    remedy: 'Start again later: the download continues where it was.',
    action: 'startAgain',
    example:
      '503 Server Error: Service Unavailable for url: https://huggingface.co/api/models/Qwen/Qwen-Image',
  },
  {
    reason: 'certificate',
    library: 'OpenSSL',
    says: /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerificationError|unable to get local issuer|UnknownIssuer/i,
    message:
      "The model could not be downloaded: the server's certificate is not trusted. A company's proxy does this.",
    remedy:
      "Set SSL_CERT_FILE and REQUESTS_CA_BUNDLE to the company's certificates, or use a local model folder.",
    action: 'openLog',
    example:
      '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain',
  },
  {
    reason: 'proxy',
    library: 'requests',
    says: /ProxyError|Tunnel connection failed|Cannot connect to proxy|407 Proxy|Unknown scheme for proxy/i,
    message: 'The model could not be downloaded: the proxy refused or is not there.',
    remedy: 'Check HTTPS_PROXY and NO_PROXY, or use a local model folder.',
    action: 'openLog',
    example: 'Cannot connect to proxy. Tunnel connection failed: 407 Proxy Authentication Required',
  },
  {
    reason: 'xet-download',
    library: 'hf_xet',
    says: /CAS service error|ReqwestMiddleware|hf_xet|xet_(?:get|client)|Data processing error/,
    message: "The model could not be downloaded: Hugging Face's xet transfer failed.",
    remedy: 'Start again: it continues where it was. If it fails again, set HF_HUB_DISABLE_XET=1.',
    action: 'startAgain',
    example:
      'Data processing error: CAS service error : ReqwestMiddleware Error: Request failed after 5 retries',
  },
  {
    reason: 'hf-transfer',
    library: 'hf_transfer',
    says: /'hf_transfer' package is not available|downloading using `hf_transfer`|HF_HUB_ENABLE_HF_TRANSFER/,
    message:
      'The model could not be downloaded: HF_HUB_ENABLE_HF_TRANSFER=1 is set, and hf_transfer failed or is missing.',
    remedy: 'Remove HF_HUB_ENABLE_HF_TRANSFER from the environment, then start again.',
    action: 'startAgain',
    example:
      'An error occurred while downloading using `hf_transfer`. Consider disabling HF_HUB_ENABLE_HF_TRANSFER for better error handling.',
  },
  {
    reason: 'download-cut',
    library: 'huggingface_hub',
    says: /Consistency check failed|file should be of size|IncompleteRead|peer closed connection without sending complete|ChunkedEncodingError/,
    message: 'The model could not be downloaded: a file came incomplete.',
    remedy: 'Start again: the download continues where it was.',
    action: 'startAgain',
    example: 'Consistency check failed: file should be of size 4965799096 but has size 1966080000',
  },
  {
    reason: 'offline-mode',
    library: 'huggingface_hub',
    says: /OfflineModeIsEnabled|offline mode is enabled|outgoing traffic has been disabled|HF_HUB_OFFLINE/,
    message: 'The model is not in the Hugging Face cache, and HF_HUB_OFFLINE forbids the download.',
    remedy: 'Download the model once with the network allowed, or give a local folder in model.name_or_path.',
    action: 'openConfig',
    example: 'Qwen/Qwen-Image does not appear to have a file named config.json.',
    exampleCause:
      'huggingface_hub.errors.OfflineModeIsEnabled: Cannot reach https://huggingface.co: offline mode is enabled.',
  },
];
