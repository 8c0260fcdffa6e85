import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeMarker } from '../../../launch/seed/marker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface SandboxProcess {
  child: ChildProcess;
  dataDir: string;
  /** Lines of stdout so far. */
  out: string[];
  /** Everything on stderr so far. */
  err(): string;
  /** The ready line, parsed; rejects when the process ends first. */
  ready: Promise<Record<string, string>>;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** An empty data folder that counts as seeded, so that the process is ready as soon as it runs. */
export async function seededFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await writeMarker(dataDir, { now: new Date(), done: true });
  return dataDir;
}

/** `launch/main.ts` as `npm start` runs it, on free ports unless `environment` says otherwise. */
export async function startProcess(environment: Record<string, string>): Promise<SandboxProcess> {
  const dataDir = environment['DATA_DIR'] ?? (await seededFolder());
  const child = spawn(process.execPath, ['--import', 'tsx', 'launch/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PORT: '0', EHR_PORT: '0', DATA_DIR: dataDir, ...environment },
  });
  let errors = '';
  child.stderr?.on('data', (chunk) => (errors += String(chunk)));
  const out: string[] = [];
  const ended = whenEnded(child);
  const ready = new Promise<Record<string, string>>((resolve, reject) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      out.push(line);
      if (line.startsWith('{"event":"ready"')) resolve(JSON.parse(line) as Record<string, string>);
    });
    void ended.then(() => reject(new Error(`It ended before it was ready: ${errors}`)));
  });
  ready.catch(() => undefined);
  return { child, dataDir, out, err: () => errors, ready, ended };
}

/** Not `close`: Node leaves that out once the channel has been disconnected from this side. */
async function whenEnded(child: ChildProcess): Promise<number | string> {
  const streams = [child.stdout, child.stderr].map((stream) => stream && once(stream, 'close'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  await Promise.all(streams);
  return code ?? signal ?? '';
}

/** Process ids of the facades that a sandbox process runs. */
export async function facadesOf({ child }: SandboxProcess): Promise<number[]> {
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(child.pid), '-f', 'server/main.ts']);
  return stdout.trim().split('\n').map(Number);
}

/** Waits until nothing answers there any more. */
export async function gone(url: string): Promise<void> {
  const answers = () => fetch(url).then(Boolean, () => false);
  while (await answers()) await new Promise((resolve) => setTimeout(resolve, 50));
}
