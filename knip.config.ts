import type { KnipConfig } from 'knip';

/**
 * `knip` finds exports and dependencies that nothing uses. `knip --production` leaves out the tests, so it finds what
 * only tests use. There, an export that its own file uses is accepted: tests may reach into a module's parts.
 */
const isProduction = process.argv.includes('--production');

const config: KnipConfig = {
  entry: [
    'client/src/extension.ts!',
    'client/webviews/*/main.ts!',
    'server/src/main.ts!',
    'server/src/disk/{toolkit,disk}-worker.ts!',
    'cli/src/{main,uninstall}.ts!',
    'core/editor/diagnostics/known-codes.ts!',
    'scripts/{accept,build,start,test}.mjs',
    'scripts/{schema,interface,citations,messages,release,editor-host,tests}/*.mjs',
    'bench/{measure-server,measure-scan,run}.mjs',
    'bench/{dashboard,open-log}.ts',
    'bench/peer-without-wait.cjs',
    'test/**/*.test.ts',
    // Run as a process of its own by a test.
    'test/support/lock-taker.ts',
    // A module of ajv-cli.
    'test/other-tools/schema-keywords.cjs',
    'test/fuzz/fuzz.ts',
    'test/e2e/index.ts',
    'test/e2e/suites/**/*.ts',
  ],
  project: ['{core,common,server,cli,client}/**/*.{ts,mts}!', '{scripts,bench,test}/**/*.{ts,mjs}'],
  ignoreDependencies: [
    // Run by its path, so that no shell is needed.
    '@vscode/vsce',
    'ajv-cli',
    'yaml-language-server',
  ],
  // Debian packages, which the suite other-tools installs.
  ignoreBinaries: ['pre-commit', 'nvim'],
  // A facade names the types of what it returns, whether a shell writes them out or not.
  ignoreIssues: { 'core/*/index.ts': ['types'], 'core/language-service.ts': ['types'] },
  // An export with the tag @testonly shows tests a part that programs reach through another function.
  ...(isProduction ? { tags: ['-testonly'] } : {}),
  ignoreExportsUsedInFile: isProduction ? true : { interface: true, type: true },
};

export default config;
