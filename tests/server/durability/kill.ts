import { execFileSync } from 'node:child_process';

/** The PostgreSQL sessions of the facade's pools under a server process. */
export function sessionsOf(postmaster: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^ *(\d+) +(\d+) postgres: hjemmekurve hjemmekurve /.exec(line))
    .filter((match) => Number(match?.[2]) === postmaster)
    .map((match) => Number(match?.[1]));
}

/** kill -9; false when there is no such process any more. */
export function killProcess(pid: number | undefined): boolean {
  if (!pid) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
