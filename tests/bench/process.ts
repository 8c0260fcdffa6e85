import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a TypeScript program and resolves with the `url` of the first JSON line on its stdout that has one. */
export async function startProgram(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Program> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', '--import', 'tsx', file, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const { url } = JSON.parse(line) as { url?: string };
    if (url) {
      child.stdout.resume();
      return { url, pid: child.pid ?? 0, stop };
    }
  }
  throw new Error(`${file} ended before it was ready`);
}
