import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The key that encrypts facade tokens, kept in `token.key` of the data folder (readable by its owner only) so that
 * tokens survive a restart. Made at the first start; two processes that start at once agree on one key.
 * @throws when the file does not hold 32 bytes
 */
export async function readTokenKey(dataDir: string): Promise<Uint8Array> {
  return (await findKey(dataDir, 'token.key')) ?? (await makeKey(dataDir, 'token.key'));
}

/**
 * A key of 32 bytes in a file of the data folder; undefined when there is no such file.
 * @throws when the file does not hold 32 bytes
 */
export async function findKey(dataDir: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(dataDir, name);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const key = new Uint8Array(Buffer.from(text.trim(), 'base64url'));
  if (key.length !== 32) throw new Error(`${path} must hold base64url of 32 bytes; it holds ${key.length}`);
  return key;
}

/** Makes a random key where there is none. Whoever does so at once, in this process or another, agrees on one. */
export async function makeKey(dataDir: string, name: string): Promise<Uint8Array> {
  await create(dataDir, join(dataDir, name));
  return (await findKey(dataDir, name)) as Uint8Array;
}

async function create(dataDir: string, path: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
