import { basename } from 'node:path';
import { runAsThread } from './check/run-jobs';
import { runProgram } from './program';
import { guardOutput } from './safe-output';

// The same file is the package's interface for programs, which import it and do not start it.
export { lint } from './api';

if (!runAsThread() && require.main === module) {
  guardOutput();
  void runProgram(basename(process.argv[1] ?? 'qwen-lora'), process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
