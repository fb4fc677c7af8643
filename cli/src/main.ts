import { basename } from 'node:path';
import { runProgram } from './program';

void runProgram(basename(process.argv[1] ?? 'qwen-lora'), process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
