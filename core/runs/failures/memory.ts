import type { KnownFailure } from './known-failure';

/** Memory of the computer, of `/dev/shm`, of the page file, and other limits of the system: each has its own remedy. */
export const memoryFailures: readonly KnownFailure[] = [
  {
    reason: 'host-memory',
    library: 'the system',
    says: /failed to map segment from shared object|cannot allocate memory in static TLS block/,
    message: "The computer's memory (not the GPU's) is too small, or limited, to load a library.",
    remedy:
      "Close other programs, raise the limit ('ulimit -v', a container's memory), or use a machine with more memory.",
    action: 'openLog',
    example: 'libcublasLt.so.12: failed to map segment from shared object',
  },
  {
    reason: 'shared-memory',
    library: 'PyTorch',
    says: /killed by signal: Bus error|out of shared memory|unable to (?:open|allocate|write to) (?:a )?(?:shared memory|file <\/torch_)|No space left on device.*\/dev\/shm|shm_open/i,
    message: "The data loader's shared memory (/dev/shm) is too small. No disk is full.",
    remedy: 'Start the container with --shm-size 8g or --ipc=host, or set num_workers: 0 in the datasets.',
    action: 'openConfig',
    example:
      "DataLoader worker (pid 4161) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
  },
  {
    reason: 'shared-memory',
    library: 'Python',
    says: /No space left on device|\[Errno 28\]/,
    at: /SemLock|multiprocessing[\\/](?:synchronize|heap|shared_memory|context|queues|popen_\w+)|reductions\.py/,
    message: "The data loader's shared memory (/dev/shm) is too small. No disk is full.",
    remedy: 'Start the container with --shm-size 8g or --ipc=host, or set num_workers: 0 in the datasets.',
    action: 'openConfig',
    example: '[Errno 28] No space left on device',
    examplePlace: '/usr/lib/python3.11/multiprocessing/synchronize.py:__init__',
  },
  {
    reason: 'worker-killed',
    library: 'PyTorch',
    says: /DataLoader worker \(pid(?:\(s\))? [\d, ]+\) is killed by signal: (Killed|Terminated)/,
    message:
      "The system killed a data loader's process, most often because the computer's memory (not the GPU's) ran out.",
    remedy:
      'Close other programs, add swap, give the container more memory, or set num_workers: 0 in the datasets.',
    action: 'openConfig',
    example: 'DataLoader worker (pid 4161) is killed by signal: Killed. ',
  },
  {
    reason: 'worker-killed',
    library: 'PyTorch',
    says: /DataLoader worker \(pid(?:\(s\))? [\d, ]+\) (?:exited unexpectedly|is killed by signal: (Segmentation fault|Aborted))|Pin memory thread exited unexpectedly/,
    message: "A data loader's process ended unexpectedly.",
    remedy:
      "Set num_workers: 0 in the datasets: the error then appears in the log itself. Often the computer's memory ran out.",
    action: 'openConfig',
    example: 'DataLoader worker (pid(s) 4161, 4162) exited unexpectedly',
  },
  {
    reason: 'page-file',
    library: 'Windows',
    says: /os error 1455|\[WinError 1455\]|paging file is too small/i,
    message: "The computer's memory (not the GPU's) ran out, because Windows' page file is too small.",
    remedy: 'Set the page file to a fixed size of 64 GB or more, restart, and start the training again.',
    action: 'openLog',
    example: 'Die Auslagerungsdatei ist zu klein, um diesen Vorgang durchzuführen. (os error 1455)',
  },
  {
    reason: 'host-memory',
    library: 'PyTorch',
    says: /DefaultCPUAllocator|alloc_cpu\.cpp/,
    message: "The computer's memory (not the GPU's) ran out.",
    remedy:
      'Close other programs, add swap (Windows: enlarge the page file), or give the container more memory.',
    action: 'openLog',
    example:
      '[enforce fail at alloc_cpu.cpp:121] data. DefaultCPUAllocator: not enough memory: you tried to allocate 75497472 bytes.',
  },
  {
    reason: 'host-memory',
    library: 'the system',
    says: /\[Errno 12\]|\(os error 12\)|\[WinError (?:8|14|1450)\]|\(os error (?:8|14|1450)\)|Cannot allocate memory/,
    message: "The computer's memory (not the GPU's) ran out.",
    remedy:
      'Close other programs, add swap (Windows: enlarge the page file), or give the container more memory.',
    action: 'openLog',
    example: '[Errno 12] Nicht genügend Hauptspeicher verfügbar',
  },
  {
    reason: 'host-memory',
    library: 'Python',
    says: /^(?:numpy\.\S*)?(?:_Array)?MemoryError\b|Unable to allocate [\d.]+ \w+ for an array|std::bad_alloc/m,
    message: "The computer's memory (not the GPU's) ran out.",
    remedy:
      'Close other programs, add swap (Windows: enlarge the page file), or give the container more memory.',
    action: 'openLog',
    example: 'Unable to allocate 1.50 GiB for an array with shape (402653184,) and data type float32',
  },
  {
    reason: 'pinned-memory',
    library: 'PyTorch',
    says: /cudaHostAlloc|cudaHostRegister|pin_memory.*out of memory|CUDAHostAllocator/,
    message: "The computer could not lock enough memory for the GPU's transfers.",
    remedy:
      'Set a smaller layer_offloading share, close other programs, or raise the limit (ulimit -l unlimited).',
    action: 'openConfig',
    example: 'CUDA error: out of memory in cudaHostAlloc: failed to pin 2147483648 bytes',
    exampleCause: 'RuntimeError: cudaHostAlloc failed',
  },
  {
    reason: 'open-files-limit',
    library: 'the system',
    says: /\[Errno 24\]|\(os error 24\)|Too many open files/,
    message: "The system's limit of open files is reached.",
    remedy: 'Raise it with ulimit -n 65535 before the start, or set num_workers: 0 in the datasets.',
    action: 'openLog',
    example: "[Errno 24] Too many open files: '/d/01.png'",
  },
  {
    reason: 'process-limit',
    library: 'the system',
    says: /can't start new thread|\[Errno 11\]|\(os error 11\)|pthread_create failed|libgomp: Thread creation failed/,
    message: "The system's limit of processes or threads is reached.",
    remedy:
      'End other programs, raise the limit (ulimit -u, or the pids limit of the container), or set num_workers: 0.',
    action: 'openLog',
    example: "can't start new thread",
  },
];
