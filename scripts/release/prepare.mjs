import { buildCommandLine } from '../build.mjs';

/**
 * npm runs this after it has installed the packages of a checkout. An installation from the repository, such as the one
 * that pre-commit makes, then has its command line.
 */
await buildCommandLine();
