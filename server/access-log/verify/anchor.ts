import { createHmac, type Hmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { equal } from '../chain.ts';
import type { LogKeys } from '../log-keys.ts';
import type { AnchoredHead } from './chain-walk.ts';

const format = 'hjemmekurve access-log anchor 1';
const headLine = /^(-?\d+) (\d+) ([0-9a-f]{64})$/;
const sealLine = /^seal (-?\d+) ([0-9a-f]{64})$/;

/** The file is not an anchor that one of the keys made. */
export class AnchorError extends Error {
  override name = 'AnchorError';
}

/**
 * Checks the seal of an anchor file, and reads it again line by line.
 * @returns undefined when there is no such file
 * @throws {AnchorError}
 */
export async function readAnchor(
  path: string,
  keys: LogKeys,
): Promise<AsyncIterable<AnchoredHead> | undefined> {
  if (!(await isThere(path))) return undefined;
  await checkSeal(path, keys);
  return headsIn(path);
}

/** Writes an anchor beside the file, which takes its place when it is kept. */
export class AnchorWriter {
  readonly #path: string;
  readonly #draft: string;
  readonly #keys: LogKeys;
  readonly #mac: Hmac;
  #file: Awaited<ReturnType<typeof open>> | undefined;
  #buffered = '';

  constructor(path: string, keys: LogKeys) {
    this.#path = path;
    this.#draft = `${path}.${process.pid}.new`;
    this.#keys = keys;
    this.#mac = createHmac('sha256', keys.current.anchor);
  }

  async begin(): Promise<void> {
    this.#file = await open(this.#draft, 'w', 0o600);
    await this.#line(format);
  }

  async add({ person, sequence, hash }: AnchoredHead): Promise<void> {
    await this.#line(`${person} ${sequence} ${hash.toString('hex')}`);
  }

  async keep(): Promise<void> {
    this.#buffered += `seal ${this.#keys.current.id} ${this.#mac.digest('hex')}\n`;
    await this.#file?.write(this.#buffered);
    await this.#file?.sync();
    await this.#close();
    await rename(this.#draft, this.#path);
  }

  /** Leaves what was kept, or what was there before. */
  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#draft, { force: true });
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #line(text: string): Promise<void> {
    this.#mac.update(`${text}\n`);
    this.#buffered += `${text}\n`;
    if (this.#buffered.length < 64 * 1024) return;
    await this.#file?.write(this.#buffered);
    this.#buffered = '';
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await (await open(path)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function checkSeal(path: string, keys: LogKeys): Promise<void> {
  const [, keyId, seal] = sealLine.exec(await lastLine(path)) ?? [];
  const key = keys.byId(Number(keyId));
  if (!key || !seal) throw new AnchorError('The anchor file does not end with a seal of a known key');
  const mac = createHmac('sha256', key.anchor);
  let before: string | undefined;
  for await (const line of linesOf(path)) {
    if (before !== undefined) mac.update(`${before}\n`);
    before = line;
  }
  if (!equal(mac.digest(), Buffer.from(seal, 'hex'))) throw new AnchorError('The anchor file was changed');
}

async function lastLine(path: string): Promise<string> {
  let last = '';
  for await (const line of linesOf(path)) last = line;
  return last;
}

async function* headsIn(path: string): AsyncGenerator<AnchoredHead> {
  for await (const line of linesOf(path)) {
    const [, person, sequence, hash = ''] = headLine.exec(line) ?? [];
    if (person) {
      yield { person: Number(person), sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
    }
  }
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}
