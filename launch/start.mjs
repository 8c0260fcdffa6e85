import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { install } from './install.mjs';

/** `npm start`: installs and builds what is missing, then runs launch/main.ts. With --dev: launch/develop.mjs. */
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  install(root);
  if (process.argv.includes('--dev')) {
    const { develop } = await import('./develop.mjs');
    await develop(root);
  } else {
    build(root);
    run();
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Out of the terminal's process group, so that a Ctrl-C reaches it once, through us; it ends when we are gone. */
function run() {
  const main = spawn(process.execPath, ['--import', 'tsx', 'launch/main.ts'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => main.kill('SIGTERM'));
  main.once('exit', (code) => process.exit(code ?? 1));
}
