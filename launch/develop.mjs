import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'vite';

const watched = ['server', 'launch', 'fixtures'];
const facadePaths = ['/fhir', '/oauth', '/helseid', '/app.json', '/health', '/metrics', '/.well-known'];
const pages = new Map([
  ['/launch', '/launch.html'],
  ['/connected', '/connected.html'],
  ['/innbygger', '/innbygger.html'],
]);

/**
 * `npm run dev`: Vite serves the app at PORT with hot module replacement and hands everything else to the facade
 * behind it; a changed file under server/, launch/ or fixtures/ restarts sandbox and facade.
 * @param {string} root the project's folder
 */
export async function develop(root) {
  const port = Number(process.env.PORT || 4000) || (await freePort());
  const facadePort = await freePort();
  const vite = await serveApp(root, port, facadePort);
  const environment = { ...process.env, PORT: String(facadePort), PUBLIC_URL: `http://localhost:${port}` };

  let main = start(root, environment);
  let stopping = false;
  const restart = debounce(async () => {
    process.stderr.write('Changed; starting again …\n');
    await stop(main);
    if (!stopping) main = start(root, environment);
  });
  for (const folder of watched) {
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (/\.(ts|sql|json)$/.test(file ?? '')) restart();
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      stopping = true;
      await Promise.all([stop(main), vite.close()]);
      process.exit(0);
    });
  }
}

async function serveApp(root, port, facadePort) {
  const target = `http://127.0.0.1:${facadePort}`;
  const vite = await createServer({
    configFile: join(root, 'vite.config.ts'),
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      proxy: Object.fromEntries(facadePaths.map((path) => [path, target])),
    },
    plugins: [{ name: 'page-addresses', configureServer: ({ middlewares }) => void middlewares.use(toPage) }],
  });
  return vite.listen();
}

function toPage(request, _response, next) {
  const [path = '', query] = (request.url ?? '').split('?');
  const page = pages.get(path);
  if (page) request.url = query === undefined ? page : `${page}?${query}`;
  next();
}

function start(root, env) {
  return spawn(process.execPath, ['--import', 'tsx', 'launch/main.ts'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Runs `work` once things have been quiet for a moment, and never twice at a time. */
function debounce(work) {
  let timer;
  let running = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(work);
    }, 200);
  };
}

async function freePort() {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
