import type { Pool } from '../database/pool.ts';
import { isUnsupported } from '../database/unsupported.ts';
import type { AccessLog, AccessRecord } from './access-log.ts';
import { append, PartFailure, type LogPart } from './append.ts';
import { ChainPersons, PersonErased } from './chain-persons.ts';
import { allAtOnce, oneByOne, type ChainStatements } from './chain-statements.ts';
import { readEntries } from './entries.ts';
import { isOutage, logUnavailable } from './failure.ts';
import { createGroupCommit } from './group-commit.ts';
import { readLastVisit } from './last-visit.ts';
import type { LogKeys } from './log-keys.ts';
import { measured } from './write-metrics.ts';

export interface AccessLogOptions {
  /** For `entries` and `lastVisit`. */
  readers: Pool;
  /** For `write`, as {@link createLogPool} makes it. */
  writers: Pool;
  keys: LogKeys;
  /** Longest that a write may take before it is refused, in ms; default 5 s. */
  patience?: number;
  /** Records that may wait for the commit under way; default 5,000. */
  mostWaiting?: number;
  /** How links are written; default all at once, until the database says that it cannot (Citus). */
  statements?: ChainStatements;
}

/** One call of `write`. */
interface Entering {
  record: AccessRecord;
}

/** What a log writes with. */
interface Way {
  pool: Pool;
  keys: LogKeys;
  persons: ChainPersons;
  statements: ChainStatements;
}

const mostTogether = 250;
/** A person is erased between two attempts at most now and then. */
const mostAttempts = 5;

/**
 * The access log in PostgreSQL, in the tables of migration 0005. Several on one database behave as one.
 *
 * A write that fails was not acknowledged and is not tried again here, so that no record is there twice. Where the connection
 * broke while the commit was under way, or time ran out, its entry may be there all the same: it then tells of something that
 * was refused.
 */
export function createAccessLog(options: AccessLogOptions): AccessLog {
  const { readers, writers, keys, patience = 5_000, mostWaiting = 5_000 } = options;
  const way: Way = { pool: writers, keys, persons: new ChainPersons(keys), statements: allAtOnce };
  if (options.statements) way.statements = options.statements;
  const enter = createGroupCommit<Entering>({
    commit: (entering, isWanted) => commit(way, entering, isWanted),
    mostTogether,
    mostWaiting,
    patience,
  });
  return {
    write: (record) =>
      measured(enter({ record })).catch((cause: unknown) => {
        throw logUnavailable(cause);
      }),
    entries: (person, query) =>
      readEntries(readers, person, query).catch((cause: unknown) => {
        throw logUnavailable(cause);
      }),
    lastVisit: (person, hpr, now) =>
      readLastVisit(readers, person, hpr, now).catch((cause: unknown) => {
        throw logUnavailable(cause);
      }),
  };
}

/**
 * All persons together, which is faster; when that fails, one by one in a transaction, so that the one to blame is known. That one
 * is left out, and the others are tried again, for as long as anybody waits for them.
 */
async function commit(
  way: Way,
  entering: readonly Entering[],
  isWanted: (each: Entering) => boolean,
): Promise<(Error | undefined)[]> {
  const failures = new Map<Entering, Error>();
  let { statements } = way;
  for (let attempt = 1, left = [...entering]; left.length > 0;) {
    const parts = partsOf(left);
    try {
      await append(way.pool, way.keys, way.persons, parts, statements);
      break;
    } catch (error) {
      const cause = error instanceof PartFailure ? error.cause : error;
      if (cause instanceof PersonErased && attempt++ < mostAttempts) continue;
      const isAboutOne = error instanceof PartFailure && !isOutage(cause);
      if (isAboutOne && !error.part) {
        statements = oneByOne;
        if (isUnsupported(cause)) way.statements = oneByOne;
      } else {
        const blamed = isAboutOne ? new Set(error.part?.records) : undefined;
        for (const each of left) {
          if (!blamed || blamed.has(each.record)) failures.set(each, logUnavailable(cause));
        }
      }
      left = left.filter((each) => !failures.has(each) && isWanted(each));
    }
  }
  return entering.map((each) => failures.get(each));
}

/** One part a person, in the order of the persons' identifiers, as deliveries have them. */
function partsOf(entering: readonly Entering[]): LogPart[] {
  const parts = new Map<string, LogPart>();
  for (const { record } of entering) {
    const name = `${record.person.system}|${record.person.value}`;
    const part = parts.get(name);
    if (part) part.records.push(record);
    else parts.set(name, { person: record.person, records: [record] });
  }
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}
