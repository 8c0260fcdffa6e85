import { readFile, writeFile } from 'node:fs/promises';

/** Resident memory of a process in MB, now and at most. Linux only; NaN elsewhere. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** Lets the peak begin anew; answers the memory now. */
export async function restartPeak(pid: number): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
  return (await memoryOf(pid)).now;
}
