import { createReadStream } from 'node:fs';
import { mkdir, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

const newline = 0x0a;

/** A file of lines that only grows. Kept for its owner alone: it holds health data. */
export interface DataFile {
  /** Resolves when the lines have been handed to the operating system. After a failure every later one fails too. */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens or makes the file and gives every whole line to `onLine`. A last line without its end, as a killed process
 * leaves it, is cut off: it was never answered.
 */
export async function openDataFile(path: string, onLine: (line: string) => void): Promise<DataFile> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a', 0o600);
  try {
    await truncate(path, await readLines(path, onLine));
  } catch (error) {
    await file.close();
    throw error;
  }
  let last: Promise<void> = Promise.resolve();
  return {
    append: (lines) => {
      last = last.then(() => file.appendFile(lines.map((line) => `${line}\n`).join('')));
      return last;
    },
    close: async () => {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

/** Answers the length in bytes of what was whole. */
async function readLines(path: string, onLine: (line: string) => void): Promise<number> {
  let whole = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const data = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, from)) {
      onLine(data.toString('utf8', from, end));
      from = end + 1;
    }
    whole += from;
    rest = data.subarray(from);
  }
  return whole;
}
