import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateKeys } from './ehr/keys.ts';
import type { EhrKeys } from './ehr/keys.ts';

/** Writes a file that only its owner may read; readers see the old one or the new one, never half of it. */
export async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

/** The sandbox's keys: made at the first start on a data folder, the same ever after. */
export async function loadKeys(path: string): Promise<EhrKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return JSON.parse(text) as EhrKeys;
  const keys = await generateKeys();
  await writePrivately(path, `${JSON.stringify(keys)}\n`);
  return keys;
}
