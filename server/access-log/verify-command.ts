import { run } from './verify/run.ts';

/** `npm run verify-log`: proves every chain of the access log, or names its first broken link (README.md). */
process.exitCode = await run(process.argv.slice(2), process);
