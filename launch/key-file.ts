import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateKeys } from './ehr/keys.ts';
import type { EhrKeys } from './ehr/keys.ts';
import { generateHelseidKeys } from './helseid/keys.ts';
import type { HelseidKeys } from './helseid/keys.ts';

/** Writes a file that only its owner may read; readers see the old one or the new one, never half of it. */
export async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

/** What `path` holds as JSON; made at the first start on a data folder, the same ever after. */
async function keptIn<Keys>(path: string, make: () => Promise<Keys>): Promise<Keys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return JSON.parse(text) as Keys;
  const keys = await make();
  await writePrivately(path, `${JSON.stringify(keys)}\n`);
  return keys;
}

/** The sandbox EHR's keys. */
export const loadKeys = (path: string): Promise<EhrKeys> => keptIn(path, generateKeys);

/** The keys of the sandbox's HelseID, and the facade's key there. */
export const loadHelseidKeys = (path: string): Promise<HelseidKeys> => keptIn(path, generateHelseidKeys);
