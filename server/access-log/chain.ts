import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LogKey, LogKeys } from './log-keys.ts';

/** An entry as it lies in table access_entry. */
export interface StoredEntry {
  person: number;
  sequence: number;
  keyId: number;
  /** Epoch milliseconds, as in the record. */
  occurred: number;
  hash: Buffer;
  record: string;
}

/** The end of a person's chain as it lies in table access_chain. */
export interface StoredHead {
  person: number;
  /** Of the last entry: how many there are. */
  sequence: number;
  keyId: number;
  /** Of the last entry. */
  hash: Buffer;
  seal: Buffer;
}

/** Stands where the first entry's predecessor would. */
export const beginning = Buffer.alloc(32);

/**
 * HMAC-SHA-256 over person ‖ sequence ‖ occurred ‖ previous hash ‖ record: three 64-bit big-endian integers, 32 bytes, and the
 * text in UTF-8 as the last, so that no two entries have one input.
 */
export function entryHash(
  key: LogKey,
  previous: Buffer,
  { person, sequence, occurred, record }: Omit<StoredEntry, 'hash' | 'keyId'>,
): Buffer {
  return createHmac('sha256', key.entry)
    .update(integers(person, sequence, occurred))
    .update(previous)
    .update(record, 'utf8')
    .digest();
}

/** HMAC-SHA-256 over person ‖ sequence ‖ hash, by a key of its own. */
export function headSeal(
  key: LogKey,
  { person, sequence, hash }: Pick<StoredHead, 'person' | 'sequence' | 'hash'>,
): Buffer {
  return createHmac('sha256', key.head).update(integers(person, sequence)).update(hash).digest();
}

/** Whether the entry is what one of the keys wrote after `previous`. */
export function isNext(keys: LogKeys, previous: Buffer, entry: StoredEntry): boolean {
  const key = keys.byId(entry.keyId);
  return key !== undefined && equal(entryHash(key, previous, entry), entry.hash);
}

export function isSealed(keys: LogKeys, head: StoredHead): boolean {
  const key = keys.byId(head.keyId);
  return key !== undefined && equal(headSeal(key, head), head.seal);
}

export function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function integers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, at) => bytes.writeBigInt64BE(BigInt(value), at * 8));
  return bytes;
}
