import type { KnownFailure } from './known-failure';

/** Failures after the final LoRA was written. The training is complete; only what followed failed. */
export const laterFailures: readonly KnownFailure[] = [
  {
    reason: 'push-failed',
    library: 'huggingface_hub',
    says: /interpreter_login|EOF when reading a line|Token is required|LocalTokenNotFoundError|not logged in/i,
    message: 'the upload to Hugging Face had no token.',
    remedy: "Set HF_TOKEN to a token that may write, or remove 'push_to_hub'.",
    action: 'setToken',
    example: "interpreter_login() got an unexpected keyword argument 'new_session'",
  },
  {
    reason: 'push-failed',
    library: 'huggingface_hub',
    says: /40[13] (?:Client Error|Forbidden|Unauthorized)|don't have the rights|authorized to (?:create|push)/,
    message: 'the upload to Hugging Face was refused: the token may not write there.',
    remedy: 'Set a token with the right to write, or upload the file yourself.',
    action: 'setToken',
    example: '403 Client Error: Forbidden for url: https://huggingface.co/api/repos/create',
  },
  {
    reason: 'push-failed',
    library: 'huggingface_hub',
    says: /Repo id must|hf_repo_id|repo_id|Repository Not Found|409 (?:Client Error|Conflict)|argument of type 'NoneType' is not iterable/,
    message: "the upload to Hugging Face failed: 'hf_repo_id' is missing or not valid.",
    remedy: "Write 'hf_repo_id: OWNER/NAME' in save, or upload the file yourself.",
    action: 'openConfig',
    example: "Repo id must be in the form 'repo_name' or 'namespace/repo_name': 'None'",
  },
  {
    reason: 'push-failed',
    library: 'requests',
    says: /ConnectionError|ConnectError|timed out|getaddrinfo|name resolution|50\d Server Error|client has been closed|SSL|OfflineModeIsEnabled|offline mode is enabled/i,
    message: 'the upload to Hugging Face failed: the server could not be reached.',
    remedy: 'Upload the file yourself.',
    action: 'openFolder',
    example: '503 Server Error: Service Unavailable for url: https://huggingface.co/api/repos/create',
  },
  {
    reason: 'last-samples-failed',
    library: 'PyTorch',
    says: /out of memory|OutOfMemoryError|ALLOC_FAILED/i,
    message: "the last samples did not fit into the GPU's memory.",
    remedy: 'Use a smaller width and height in the sample section next time.',
    action: 'openFolder',
    example: 'CUDA out of memory. Tried to allocate 2.03 GiB.',
  },
  {
    reason: 'disk-full',
    library: 'the system',
    says: /\[Errno 28\]|\(os error (?:28|112)\)|\[WinError 112\]|enforce fail at inline_container/,
    message: 'the disk is full.',
    remedy: 'Free space on the disk of training_folder.',
    action: 'freeDisk',
    example: "[Errno 28] No space left on device: '/o/maya/samples/.tmp/1.jpg'",
  },
];
