import { runLint } from './command-line/run-lint';

void runLint(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
