/**
 * What the command line of `npm test` asks for.
 *
 * @typedef {{ names: string[], pattern: string | undefined, mayInstall: boolean }} TestArguments
 */

/**
 * Reads the arguments of `npm test`.
 *
 * @param {readonly string[]} args suites and parts of test files' paths, `--name PATTERN` and `--no-install`
 * @param {NodeJS.ProcessEnv} [env] `QWEN_LORA_NO_INSTALL=1` has the effect of `--no-install`
 * @returns {TestArguments}
 * @throws {Error} for an unknown option, or `--name` without a valid regular expression
 */
export function readTestArguments(args, env = process.env) {
  const names = [];
  let pattern;
  let mayInstall = !/^(1|true|yes)$/i.test(env.QWEN_LORA_NO_INSTALL ?? '');
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--no-install') mayInstall = false;
    else if (arg === '--name' || arg.startsWith('--name=')) {
      pattern = arg === '--name' ? args[++index] : arg.slice('--name='.length);
      checkPattern(pattern);
    } else if (arg.startsWith('-')) {
      throw new Error(`Unknown option '${arg}'. Options: --name PATTERN, --no-install.`);
    } else names.push(arg);
  }
  return { names, pattern, mayInstall };
}

function checkPattern(pattern) {
  if (pattern === undefined || pattern === '') {
    throw new Error('--name needs a part of a test name, or a regular expression.');
  }
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new Error(`--name: ${error.message}`);
  }
}
