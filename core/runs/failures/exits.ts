import type { RunPhase } from '../log/state';
import type { FailureAction } from './known-failure';

/** What an exit code or a signal says where the log says nothing. */
export interface KnownExit {
  readonly reason: string;
  readonly signals?: readonly string[];
  readonly codes?: readonly number[];
  readonly phases?: readonly RunPhase[];
  readonly message: string;
  readonly remedy: string;
  readonly action: FailureAction;
}

const memoryRemedy =
  'If nobody ended it by hand: close other programs, add swap, give the container more memory, or set model.low_vram.';
const heavy: readonly RunPhase[] = ['starting', 'loading', 'quantizing'];

export const knownExits: readonly KnownExit[] = [
  {
    reason: 'host-memory',
    signals: ['SIGKILL'],
    phases: ['loading', 'quantizing'],
    message:
      "The system killed the training while the model was being loaded, most often because the computer's memory (not the GPU's) ran out.",
    remedy: memoryRemedy,
    action: 'startAgain',
  },
  {
    reason: 'host-memory',
    signals: ['SIGKILL'],
    message:
      "The training was killed. The system does that when the computer's memory (not the GPU's) runs out; a kill by hand looks the same.",
    remedy: memoryRemedy,
    action: 'startAgain',
  },
  {
    reason: 'shared-memory',
    signals: ['SIGBUS'],
    message:
      'The training ended with a bus error, most often because /dev/shm is too small or a disk was lost.',
    remedy: 'Start the container with --shm-size 8g or --ipc=host.',
    action: 'openLog',
  },
  {
    reason: 'crash',
    signals: ['SIGSEGV'],
    message: 'Python crashed inside a native library (segmentation fault).',
    remedy: 'Install the PyTorch build that ai-toolkit names for your driver again.',
    action: 'setUpToolkit',
  },
  {
    reason: 'crash',
    signals: ['SIGABRT'],
    message:
      'A native library ended Python (abort). Its last words are at the end of the log or in the terminal.',
    remedy: 'Start again. If it happens again, install the PyTorch build that ai-toolkit names.',
    action: 'openLog',
  },
  {
    reason: 'illegal-instruction',
    signals: ['SIGILL'],
    codes: [0xc000001d],
    message: 'A package uses instructions that this processor does not have.',
    remedy: 'Use a computer with AVX2, or builds of PyTorch and NumPy without it.',
    action: 'setUpToolkit',
  },
  {
    reason: 'crash',
    signals: ['SIGFPE', 'SIGTRAP', 'SIGSYS'],
    message: 'Python crashed inside a native library.',
    remedy: 'Install the PyTorch build that ai-toolkit names for your driver again.',
    action: 'setUpToolkit',
  },
  {
    reason: 'file-too-large',
    signals: ['SIGXFSZ'],
    message: 'The system ended the training because a file became larger than allowed.',
    remedy: 'Raise the limit (ulimit -f unlimited).',
    action: 'openLog',
  },
  {
    reason: 'time-limit',
    signals: ['SIGXCPU'],
    message: 'The system ended the training because its time limit is used up.',
    remedy: 'Ask for more time, then start again.',
    action: 'startAgain',
  },
  {
    reason: 'page-file',
    codes: [0xc000012d, 0xc0000017, 0xc000009a, 0xc0000006],
    message: "The computer's memory (not the GPU's) ran out, because Windows' page file is too small.",
    remedy: 'Set the page file to a fixed size of 64 GB or more, restart, and start the training again.',
    action: 'startAgain',
  },
  {
    reason: 'page-file',
    codes: [0xc0000005],
    phases: ['loading', 'quantizing'],
    message:
      "Python crashed while the model was being loaded. On Windows that most often means that the computer's memory (not the GPU's) ran out.",
    remedy: 'Set the page file to a fixed size of 64 GB or more, restart, and start the training again.',
    action: 'startAgain',
  },
  {
    reason: 'crash',
    codes: [0xc0000005],
    message: 'Python crashed inside a native library (access violation).',
    remedy: 'Update the GPU driver and install the PyTorch build that ai-toolkit names again.',
    action: 'setUpToolkit',
  },
  {
    reason: 'crash',
    codes: [0xc0000374, 0xc0000409, 0xc00000fd, 0xc0000094, 0x80000003],
    message: 'Python crashed inside a native library.',
    remedy: 'Update the GPU driver and install the PyTorch build that ai-toolkit names again.',
    action: 'setUpToolkit',
  },
  {
    reason: 'missing-library',
    codes: [0xc0000135, 0xc0000139, 0xc000007b, 0xc0000142],
    message: 'Windows could not load a library that Python or a package needs.',
    remedy: 'Install the Microsoft Visual C++ Redistributable, then the PyTorch build that ai-toolkit names.',
    action: 'setUpToolkit',
  },
  {
    reason: 'session-ended',
    codes: [0x40010004, 0xc000026b],
    message: 'Windows ended the training because the user signed out or the computer shut down.',
    remedy: '',
    action: 'startAgain',
  },
  {
    reason: 'arguments',
    codes: [2],
    phases: ['starting'],
    message: 'ai-toolkit did not accept its arguments, or run.py was not found.',
    remedy: 'Check that the chosen ai-toolkit is a current one.',
    action: 'setUpToolkit',
  },
  {
    reason: 'python-not-found',
    codes: [127, 9009],
    phases: ['starting'],
    message: 'The chosen Python does not exist.',
    remedy: "Choose the toolkit's own Python.",
    action: 'setUpToolkit',
  },
  {
    reason: 'python-not-found',
    codes: [126],
    phases: ['starting'],
    message: 'The chosen Python may not be run.',
    remedy: "Choose the toolkit's own Python, or change the rights of the file.",
    action: 'setUpToolkit',
  },
  {
    reason: 'terminated',
    signals: ['SIGTERM'],
    message: 'Another program asked the training to end (SIGTERM), as a scheduler or a shutdown does.',
    remedy: '',
    action: 'startAgain',
  },
  {
    reason: 'hangup',
    signals: ['SIGHUP'],
    message: 'The terminal of the training was closed.',
    remedy: 'Start it in tmux, with nohup, or from the editor, which keeps it running.',
    action: 'startAgain',
  },
  {
    reason: 'crash',
    signals: ['SIGQUIT', 'SIGPIPE'],
    phases: heavy,
    message: 'The training was ended from outside.',
    remedy: '',
    action: 'startAgain',
  },
];
