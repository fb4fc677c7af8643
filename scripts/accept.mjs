import { compileSchema } from './schema/compile-schema.mjs';

/** `npm run accept`: tries the claims of the rules with a real ai-toolkit. See CONTRIBUTING.md. */
await compileSchema();
const { accept } = await import('./accept/accept.ts');
process.exitCode = await accept(process.argv.slice(2));
