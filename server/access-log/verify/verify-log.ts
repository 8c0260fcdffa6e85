import type { Pool, PoolClient } from '../../database/pool.ts';
import type { LogKeys } from '../log-keys.ts';
import { ByPerson } from './by-person.ts';
import { ChainWalk, type AnchoredHead, type ChainFault } from './chain-walk.ts';
import { storedEntries, storedHeads } from './stored-rows.ts';

export interface VerifyOptions {
  keys: LogKeys;
  /** One person's chain; absent: every chain. */
  person?: number;
  /** What an earlier anchor says, ordered by person. */
  anchored?: AsyncIterable<AnchoredHead>;
  /** Told of the end of each chain that holds, in the order of persons. */
  onHead?: (head: AnchoredHead) => Promise<void>;
}

export interface Verification {
  chains: number;
  /** Of the chains, as they lie there. */
  entries: number;
  /** The first broken link of each chain that does not hold, in the order of persons. */
  faults: ChainFault[];
}

/**
 * Proves every chain, or names its first broken link. In one snapshot of the database, as pg_dump, so that facades may
 * go on writing; a thousand rows in memory at a time.
 */
export async function verifyLog(pool: Pool, options: VerifyOptions): Promise<Verification> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    const verification = await walkAll(client, options);
    await client.query('commit');
    client.release();
    return verification;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function walkAll(
  client: PoolClient,
  { keys, person: only, anchored = nothing(), onHead }: VerifyOptions,
): Promise<Verification> {
  const entries = new ByPerson(storedEntries(client, only));
  const heads = new ByPerson(storedHeads(client, only));
  const anchors = new ByPerson(only === undefined ? anchored : of(only, anchored));
  const verification: Verification = { chains: 0, entries: 0, faults: [] };
  while (true) {
    const next = [await entries.person(), await heads.person(), await anchors.person()];
    const person = Math.min(...next.map((each) => each ?? Infinity));
    if (person === Infinity) return verification;
    const walk = new ChainWalk(keys, person, await anchors.oneOf(person));
    for await (const entry of entries.of(person)) {
      verification.entries += 1;
      walk.take(entry);
    }
    const fault = walk.end(await heads.oneOf(person));
    verification.chains += 1;
    if (fault) verification.faults.push(fault);
    else await onHead?.(walk.head);
  }
}

async function* nothing(): AsyncGenerator<AnchoredHead> {
  // No anchor: nothing to hold the chains against.
}

async function* of(person: number, heads: AsyncIterable<AnchoredHead>): AsyncGenerator<AnchoredHead> {
  for await (const head of heads) if (head.person === person) yield head;
}
