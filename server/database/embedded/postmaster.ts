import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a running server wrote about itself into postmaster.pid. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** The server that runs on the data folder, if one does. Port 0: it has only just begun. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readLines(join(data, 'postmaster.pid'));
  const pid = Number(lines?.[0]);
  return pid > 0 && servesFolder(pid, data) ? { pid, port: Number(lines?.[3]) || 0 } : undefined;
}

/**
 * Makes a postmaster.pid that no server stands behind acceptable to the next one. PostgreSQL sees by itself that a
 * process is gone, but not that its number now belongs to another program. Naming the next server's parent instead
 * makes it go on, and keeps the file's shared memory key, by which it waits for orphans of a killed server.
 */
export function releaseStalePidFile(data: string): void {
  const file = join(data, 'postmaster.pid');
  const lines = readLines(file);
  if (!lines || findPostmaster(data)) return;
  if (Number(lines[0]) > 0) writeFileSync(file, [process.pid, ...lines.slice(1)].join('\n'));
  else if (Date.now() - statSync(file).mtimeMs > 10_000) rmSync(file, { force: true });
}

function readLines(file: string): string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** Whether process `pid` is a PostgreSQL server on this folder: in doubt yes, never for another program or a zombie. */
export function servesFolder(pid: number, data: string): boolean {
  const command = commandLine(pid);
  if (!command.some((word) => /(^|\/)(postgres|postmaster)$/.test(word))) return false;
  const folder = command.includes('-D') ? command[command.indexOf('-D') + 1] : undefined;
  return folder === undefined || !isOtherFolder(folder, data);
}

function commandLine(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
  } catch {
    return [];
  }
}

function isOtherFolder(folder: string, data: string): boolean {
  if (resolve(folder) === resolve(data)) return false;
  try {
    const [one, other] = [statSync(folder), statSync(data)];
    return one.dev !== other.dev || one.ino !== other.ino;
  } catch {
    return false;
  }
}
