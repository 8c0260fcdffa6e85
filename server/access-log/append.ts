import type { PersonIdentifier } from '../access/grant.ts';
import { commitBehind } from '../database/commit.ts';
import { gatherStatements } from '../database/gather.ts';
import type { Pool } from '../database/pool.ts';
import type { AccessRecord } from './access-log.ts';
import { appendBehind } from './append-behind.ts';
import type { ChainPersons } from './chain-persons.ts';
import type { ChainStatements } from './chain-statements.ts';
import type { LogKeys } from './log-keys.ts';
import { nextLinks } from './next-links.ts';

/** One person's records, in the order in which they are to stand in the chain. */
export interface LogPart {
  person: PersonIdentifier;
  records: AccessRecord[];
}

/** Nothing was written of any part, by the fault of this one; undefined: it cannot be told whose. */
export class PartFailure extends Error {
  readonly part: LogPart | undefined;

  constructor(part: LogPart | undefined, cause: unknown) {
    super('A part of the log could not be written', { cause });
    this.name = 'PartFailure';
    this.part = part;
  }
}

/**
 * Appends the parts to their persons' chains, all or nothing.
 * @param parts in the order of the persons' identifiers, in which deliveries make new persons' keys: no two wait for each other
 *   in a ring
 * @throws {PartFailure} what can be tried again without the part to blame; anything else concerns all
 */
export async function append(
  pool: Pool,
  keys: LogKeys,
  persons: ChainPersons,
  parts: readonly LogPart[],
  statements: ChainStatements,
): Promise<void> {
  const [only, ...others] = parts;
  if (only && others.length === 0 && (await appendAlone(pool, keys, persons, only))) return;
  const client = await pool.connect();
  const known = new Map<LogPart, number>();
  const keyOf = (part: LogPart) => known.get(part) as number;
  try {
    gatherStatements(client);
    const began = client.query('begin');
    began.catch(() => undefined);
    for (const part of parts.filter(isRefusal)) persons.forget(part.person);
    await blaming(parts, (part) =>
      persons.keyOf(client, part.person).then((person) => known.set(part, person)),
    );
    await blaming(parts, (part) => persons.begin(client, part.person, keyOf(part)));
    const ordered = [...parts].sort((a, b) => keyOf(a) - keyOf(b));
    const ask = statements.blames ? blaming : blamingNobody;
    const locks = statements.lock(client, ordered.map(keyOf));
    const heads = await ask(ordered, (_, at) => locks[at]);
    const links = await blaming(ordered, async ({ records }, at) => nextLinks(keys, heads[at], records));
    await began;
    gatherStatements(client);
    const writes = statements.write(client, links);
    await commitBehind(
      client,
      ask(ordered, (_, at) => writes[at]),
    );
    client.release();
    for (const { head } of links) persons.wrote(head);
  } catch (error) {
    // What is under way ends with the connection. Persons and chains that it would have begun are not there.
    client.release(true);
    for (const part of parts) persons.forget(part.person);
    throw error;
  }
}

/**
 * Whoever reads alone waits for one answer of the database, not for two. False: nothing is remembered of the chain's end, or
 * somebody else has moved it.
 */
async function appendAlone(
  pool: Pool,
  keys: LogKeys,
  persons: ChainPersons,
  part: LogPart,
): Promise<boolean> {
  const before = isRefusal(part) ? undefined : persons.headOf(part.person);
  if (!before) return false;
  try {
    const links = nextLinks(keys, before, part.records);
    const isWritten = await appendBehind(pool, before, links);
    if (isWritten) persons.wrote(links.head);
    return isWritten;
  } catch (cause) {
    // It may have been committed: nothing more is tried.
    persons.forget(part.person);
    throw new PartFailure(part, cause);
  }
}

type Work<T> = (part: LogPart, at: number) => Promise<T> | undefined;

/** Sent without waiting for each other. Fails with the one that failed first, but not before all have ended. */
async function blaming<T>(parts: readonly LogPart[], work: Work<T>): Promise<T[]> {
  let first: PartFailure | undefined;
  const results: T[] = [];
  const working = parts.map(async (part, at) => {
    try {
      results[at] = (await work(part, at)) as T;
    } catch (cause) {
      // Those of others that fail after it only find the transaction over.
      first ??= new PartFailure(part, cause);
    }
  });
  await Promise.all(working);
  if (first) throw first;
  return results;
}

function blamingNobody<T>(parts: readonly LogPart[], work: Work<T>): Promise<T[]> {
  return blaming(parts, work).catch((error: PartFailure) => {
    throw new PartFailure(undefined, error.cause);
  });
}

/** How long a refusal takes must not tell whether anybody has had to do with the person lately. */
function isRefusal({ records }: LogPart): boolean {
  return records.some(({ refused }) => refused !== undefined);
}
