import { basename } from 'node:path';
import { runAsThread } from './check/run-jobs';
import { runProgram } from './program';

if (!runAsThread()) {
  void runProgram(basename(process.argv[1] ?? 'qwen-lora'), process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
