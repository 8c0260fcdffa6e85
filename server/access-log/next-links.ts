import type { AccessRecord } from './access-log.ts';
import { PersonErased } from './chain-persons.ts';
import type { NextLinks } from './chain-statements.ts';
import { entryHash, headSeal, isSealed, type StoredEntry, type StoredHead } from './chain.ts';
import type { LogKey, LogKeys } from './log-keys.ts';
import { toRecordText } from './record-text.ts';

/**
 * What follows the head when the records are appended in their order.
 * @param head as locked; undefined when the person has no open chain
 * @throws {PersonErased}; an error when the head is not what one of the keys wrote
 */
export function nextLinks(
  keys: LogKeys,
  head: StoredHead | undefined,
  records: readonly AccessRecord[],
): NextLinks {
  if (!head) throw new PersonErased();
  if (!isSealed(keys, head)) {
    throw new Error('The head of a chain in the access log was not written by this key: npm run verify-log');
  }
  const key = keys.current;
  const entries: StoredEntry[] = [];
  let last: Pick<StoredHead, 'sequence' | 'hash'> = head;
  for (const record of records) {
    const next = entryAfter(key, head.person, last, record);
    entries.push(next);
    last = next;
  }
  const end = { person: head.person, sequence: last.sequence, hash: last.hash };
  return { entries, head: { ...end, keyId: key.id, seal: headSeal(key, end) } };
}

function entryAfter(
  key: LogKey,
  person: number,
  last: Pick<StoredHead, 'sequence' | 'hash'>,
  record: AccessRecord,
): StoredEntry {
  const sequence = last.sequence + 1;
  const entry = { person, sequence, occurred: record.occurred, record: toRecordText(record, sequence) };
  return { ...entry, keyId: key.id, hash: entryHash(key, last.hash, entry) };
}
