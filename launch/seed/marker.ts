import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How far the sandbox's past has been delivered: the now it is relative to, and whether all of it was accepted. */
export interface Marker {
  now: Date;
  done: boolean;
}

function markerFile(dataDir: string): string {
  return join(dataDir, 'sandbox', 'seeded.json');
}

/** The marker of a data directory; undefined when nothing was begun there. Throws when the file is not a marker. */
export async function readMarker(dataDir: string): Promise<Marker | undefined> {
  const file = markerFile(dataDir);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const marker = parse(text);
  if (!marker)
    throw new Error(`${file} is not a marker of delivered fixtures; delete it to deliver them anew`);
  return marker;
}

function parse(text: string): Marker | undefined {
  try {
    const { now, done } = JSON.parse(text) as { now?: unknown; done?: unknown };
    const instant = new Date(String(now));
    return typeof done === 'boolean' && !Number.isNaN(instant.getTime()) ? { now: instant, done } : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the marker in place at once, never half of it. */
export async function writeMarker(dataDir: string, { now, done }: Marker): Promise<void> {
  const file = markerFile(dataDir);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify({ now: now.toISOString(), done })}\n`);
  await rename(`${file}.new`, file);
}
