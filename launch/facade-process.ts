import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FacadeOptions {
  port: number;
  dataDir: string;
  registerFile: string;
  /** Added to, or with undefined taken out of, the environment the facade inherits. */
  environment?: Record<string, string | undefined>;
}

export interface FacadeProcess {
  /** Origin of the facade, without a trailing slash. Rejects with its last lines when it ends before it is ready. */
  ready: Promise<string>;
  /** Settles when the process has ended, however that came about. */
  ended: Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

export const root = fileURLToPath(new URL('..', import.meta.url));
/** As in `npm run serve`: answers are large and short-lived, and are collected before they are copied. */
const youngSpace = '--max-semi-space-size=64';
const longestStop = 25_000;
const keptLines = 20;

/**
 * Starts the facade as a process of its own, outside the terminal's group: a Ctrl-C reaches it only through us, once.
 * Its log goes to `DATA_DIR/logs/facade.log`.
 */
export async function startFacade({
  port,
  dataDir,
  registerFile,
  environment,
}: FacadeOptions): Promise<FacadeProcess> {
  const logFile = join(dataDir, 'logs', 'facade.log');
  await mkdir(dirname(logFile), { recursive: true });
  const child = spawn(process.execPath, [youngSpace, '--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: inheritedEnvironment({
      PORT: String(port),
      DATA_DIR: dataDir,
      REGISTER_FILE: registerFile,
      SYNTHETIC_PERSONS: 'accept',
      ...environment,
    }),
  });
  const lastLines = keepLog(child, logFile);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = () => stopProcess(child, ended);
  const ready = firstMessage(child, ended).catch((error: Error) => {
    throw new Error(`${error.message}\n${lastLines.join('\n')}\nThe whole log: ${logFile}`);
  });
  return { ready, ended, stop };
}

/** This process's environment, handed on unread, with changes. */
export function inheritedEnvironment(changes: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

function keepLog(child: ChildProcess, logFile: string): string[] {
  const file = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
    });
  }
  child.once('close', () => file.end());
  return lastLines;
}

function firstMessage(child: ChildProcess, ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { event?: unknown; url?: unknown }) => {
      if (message.event === 'ready' && typeof message.url === 'string') resolve(message.url);
    });
    child.once('error', reject);
    void ended.then(() => reject(new Error('The facade ended before it was ready.')));
  });
}

async function stopProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), longestStop);
  await ended;
  clearTimeout(kill);
}
