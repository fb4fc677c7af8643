import type { KnownFailure } from './known-failure';

const fullDisk =
  /\[Errno 28\]|\(os error 28\)|\[WinError 112\]|\(os error 112\)|\[Errno 112\]|No space left on device|database or disk is full/;

/** Failures of disks and folders, by the systems' numbers, which are the same in every language. */
export const diskFailures: readonly KnownFailure[] = [
  {
    reason: 'not-writable',
    library: 'Python',
    says: /\[Errno (?:2|17|20|21)\][^']*'([^\n']+)'/,
    at: /save_training_config|save_image_atomic/,
    message:
      'The job folder cannot be written: {1} is a file, or a folder in the place of a file, or cannot be created.',
    remedy: "Correct training_folder, or move away what is in the place of the job's files.",
    action: 'openConfig',
    example: "[Errno 17] File exists: '/o/maya'",
    examplePlace: '/home/user/ai-toolkit/jobs/process/BaseTrainProcess.py:save_training_config',
  },
  {
    reason: 'missing-path',
    library: 'safetensors',
    says: /Error while serializing: I\/O error: [^\n]*\(os error [23]\)/,
    message:
      "The folder of a file that is being saved does not exist: 'config.name' contains a slash, or the job folder was removed.",
    remedy: "Write 'config.name' without / and \\, and leave the job folder where it is.",
    action: 'openConfig',
    example: 'Error while serializing: I/O error: No such file or directory (os error 2)',
  },
  {
    reason: 'cache-disk-full',
    library: 'huggingface_hub',
    says: /Not enough free disk space to download the file/,
    message: 'The disk of the Hugging Face cache is full.',
    remedy: 'Free space there, or set HF_HOME to a folder on a larger disk.',
    action: 'openLog',
    example: 'Not enough free disk space to download the file. The expected file size is: 9973.58 MB.',
  },
  {
    reason: 'cache-disk-full',
    library: 'huggingface_hub',
    says: /(?:\[Errno 28\]|\(os error (?:28|112)\)|\[WinError 112\])[\s\S]*(?:models--|[\\/]hub[\\/]|\.incomplete|[\\/]xet[\\/]|huggingface)/,
    phases: ['starting', 'loading', 'quantizing'],
    message: 'The disk of the Hugging Face cache is full.',
    remedy:
      'Free space there, or set HF_HOME to a folder on a larger disk. The download continues where it was.',
    action: 'openLog',
    example:
      "[Errno 28] No space left on device: '/root/.cache/huggingface/hub/models--Qwen--Qwen-Image/blobs/1.incomplete'",
  },
  {
    reason: 'disk-full',
    library: 'the system',
    says: fullDisk,
    phases: ['loading', 'quantizing'],
    message:
      'The disk is full. It ran full while the model was being loaded, so the Hugging Face cache is likely to lie on it.',
    remedy: 'Free space, or set HF_HOME to a folder on a larger disk.',
    action: 'freeDisk',
    example: '[Errno 28] No space left on device',
  },
  {
    reason: 'disk-full',
    library: 'the system',
    says: fullDisk,
    phases: ['dataset', 'caching'],
    message: "The disk of the dataset is full. ai-toolkit writes its caches into the dataset's folder.",
    remedy: 'Free space there, or move the dataset to another disk.',
    action: 'freeDisk',
    example: 'Error while serializing: I/O error: No space left on device (os error 28)',
  },
  {
    reason: 'disk-full',
    library: 'the system',
    says: fullDisk,
    message: 'The disk is full.',
    remedy: 'Free space on the disk of training_folder, then start again.',
    action: 'freeDisk',
    example:
      'Error while serializing: I/O error: Es steht nicht genug Speicherplatz auf dem Datenträger zur Verfügung. (os error 112)',
  },
  {
    reason: 'disk-full',
    library: 'PyTorch',
    says: /enforce fail at inline_container\.cc|PytorchStreamWriter failed writing/,
    phases: ['training', 'saving', 'finishing', 'sampling'],
    message: 'PyTorch could not write a file to its end, most often because the disk is full.',
    remedy: 'Free space on the disk of training_folder, then start again.',
    action: 'freeDisk',
    example: '[enforce fail at inline_container.cc:664] . unexpected pos 64 vs 0',
  },
  {
    reason: 'disk-quota',
    library: 'the system',
    says: /\[Errno 122\]|\(os error 122\)|Disk quota exceeded|\[Errno 69\]|\[WinError 1295\]|\(os error 1295\)/,
    message: 'Your quota on this disk is used up.',
    remedy: 'Delete files of your own there, ask for a larger quota, or use another disk.',
    action: 'freeDisk',
    example: "[Errno 122] Disk quota exceeded: '/home/u/out/maya'",
  },
  {
    reason: 'file-too-large',
    library: 'the system',
    says: /\[Errno 27\]|\(os error 27\)|\[WinError 223\]|\(os error 223\)|File too large/,
    message: 'The file is larger than this disk allows. FAT32 disks end at 4 GB.',
    remedy: 'Use a disk with NTFS, exFAT or ext4.',
    action: 'openConfig',
    example: "[Errno 27] File too large: '/mnt/usb/maya/optimizer.pt'",
  },
  {
    reason: 'cache-not-writable',
    library: 'huggingface_hub',
    says: /(?:\[Errno (?:13|30)\]|\(os error (?:13|30)\)|\[WinError 5\])[\s\S]*(?:models--|[\\/]hub[\\/]|\.cache|huggingface|[\\/]xet[\\/])/,
    message: 'The Hugging Face cache cannot be written.',
    remedy: 'Change the rights of its folder, or set HF_HOME to a folder that you can write.',
    action: 'openLog',
    example:
      "[Errno 13] Permission denied: '/workspace/hf/hub/models--Qwen--Qwen-Image/blobs/12ab.incomplete'",
  },
  {
    reason: 'cache-links',
    library: 'Windows',
    says: /\[WinError 1314\]|\(os error 1314\)/,
    message: 'Windows does not allow this user to create links, which the Hugging Face cache uses.',
    remedy: "Turn on Windows' developer mode, or set HF_HUB_DISABLE_SYMLINKS=1.",
    action: 'openLog',
    example: '[WinError 1314] A required privilege is not held by the client',
  },
  {
    reason: 'file-in-use',
    library: 'Windows',
    says: /\[WinError (?:32|33)\]|\(os error (?:32|33)\)/,
    message: 'Another program has a file open that ai-toolkit must write.',
    remedy:
      'Close it. Antivirus programs and cloud synchronization do this too: exclude the folder from them.',
    action: 'openFolder',
    example:
      "[WinError 32] The process cannot access the file because it is being used by another process: 'optimizer.pt'",
  },
  {
    reason: 'path-too-long',
    library: 'the system',
    says: /\[Errno (?:36|63)\]|\(os error (?:36|206)\)|\[WinError 206\]|File name too long/,
    message: "A path is longer than the system allows (Windows' limit is 260 characters).",
    remedy:
      'Use shorter folder and job names, or turn on long paths in Windows. HF_HOME=C:\\hf shortens the cache.',
    action: 'openConfig',
    example: '[WinError 206] The filename or extension is too long',
  },
  {
    reason: 'bad-path',
    library: 'the system',
    says: /(?:\[WinError 123\]|\(os error 123\)|\[Errno 22\])[^']*(?:'([^\n]+)')?/,
    message: 'A path is not valid on this system: {1}.',
    remedy:
      'Look for quotes, colons, tabs or line breaks in the path. In double quotes YAML reads \\t and \\n as such.',
    action: 'openConfig',
    example:
      "[WinError 123] The filename, directory name, or volume label syntax is incorrect: 'D:\\\\data\\n01'",
  },
  {
    reason: 'network-drive',
    library: 'the system',
    says: /\[Errno (?:116|107|103)\]|\(os error (?:116|107)\)|\[WinError (?:53|59|64|67|1231)\]|Stale file handle|Transport endpoint is not connected/,
    message: 'A network drive was lost.',
    remedy: 'Mount it again, or keep model, dataset and training_folder on a local disk.',
    action: 'openConfig',
    example: "[Errno 116] Stale file handle: '/mnt/nas/out/maya'",
  },
  {
    reason: 'disk-error',
    library: 'the system',
    says: /\[Errno 5\]|Input\/output error|\[WinError (?:23|1117)\]|\(os error (?:23|1117)\)/,
    message: 'A disk could not be read or written (I/O error).',
    remedy: 'Check the disk and its cable. Copy important files from it first.',
    action: 'openLog',
    example: "[Errno 5] Input/output error: '/d/01.png'",
  },
  {
    reason: 'database-locked',
    library: 'SQLite',
    says: /database is locked/,
    message: 'A database that ai-toolkit writes is locked by another program.',
    remedy: 'Close the program that reads it, and keep it on a local disk.',
    action: 'openLog',
    example: 'database is locked',
  },
  {
    reason: 'not-writable',
    library: 'the system',
    says: /(?:\[Errno (?:1|13|30)\]|\[WinError (?:5|19)\])[^']*(?:'([^\n']+)')?|\(os error (?:1|5|13|19|30)\)|PermissionError|Read-only file system/,
    message: 'ai-toolkit cannot write here: {1}.',
    remedy: 'Choose another training_folder or change its rights. Dataset folders must be writable as well.',
    action: 'openConfig',
    example: "[Errno 30] Read-only file system: '/home/user/ai-toolkit/output/mira_lora'",
  },
];
