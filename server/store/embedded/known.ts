import type { PoolClient } from 'pg';
import { contentDigest } from '../../delivery/digest.ts';
import { identifierOf } from '../../delivery/keys.ts';
import type { DeliveringSource } from '../national-store.ts';
import { readContexts, type StoredContext } from './contexts.ts';
import type { Incoming } from './incoming.ts';
import type { Candidate, LockedPerson } from './locked-person.ts';
import { ServedWriter, type StoredRecord } from './served.ts';

/** A measurement that the store has, as far as a delivery needs to know it. */
export interface KnownMeasurement {
  number: number;
  version: number;
  effective: number;
  series: number;
  /** Whether what was sent is what is stored. */
  isSame: (sent: Incoming) => boolean;
}

/** Finds the measurement that a delivered one is a repetition or a correction of: same source, same identifier. */
export type FindKnown = (sent: Incoming) => KnownMeasurement | undefined;

/**
 * Reads what the store has by identity. Text that is equal to the letter is the same measurement without further ado;
 * only otherwise is what is stored put together and compared.
 */
export async function readKnown(
  client: PoolClient,
  person: LockedPerson,
  source: DeliveringSource,
): Promise<FindKnown> {
  if (person.candidates.length === 0) return () => undefined;
  const byIdentity = new Map<number, Candidate[]>();
  for (const candidate of person.candidates) {
    const alike = byIdentity.get(candidate.identity);
    if (alike) alike.push(candidate);
    else byIdentity.set(candidate.identity, [candidate]);
  }
  const used = person.candidates.map(({ record }) => record.point.context);
  const contexts = await readContexts(client, person, used);
  const comparison = new Comparison(person, source, contexts);
  return (sent) => {
    const found = byIdentity.get(sent.identity)?.find((candidate) => comparison.isOneWith(candidate, sent));
    if (!found) return undefined;
    const { number, version, effective } = found.record.point;
    return {
      number,
      version,
      effective,
      series: found.series,
      isSame: (other) => comparison.isEqual(found, other),
    };
  };
}

class Comparison {
  readonly #source: DeliveringSource;
  readonly #contexts: Map<number, StoredContext>;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #writer: ServedWriter;
  readonly #identifiers = new Map<StoredRecord, string>();

  constructor(person: LockedPerson, source: DeliveringSource, contexts: Map<number, StoredContext>) {
    this.#source = source;
    this.#contexts = contexts;
    this.#numbers = person.contexts;
    this.#writer = new ServedWriter(person, contexts);
  }

  isOneWith({ record }: Candidate, sent: Incoming): boolean {
    if (this.#contexts.get(record.point.context)?.source !== this.#source.orgnr) return false;
    return this.#isToTheLetter(record, sent) || this.#identifierOf(record) === sent.measurement.identifier;
  }

  isEqual({ record }: Candidate, sent: Incoming): boolean {
    if (this.#isToTheLetter(record, sent)) return true;
    const other = JSON.parse(sent.measurement.original) as fhir4.Observation;
    return contentDigest(this.#parsed(record)) === contentDigest(other);
  }

  #isToTheLetter({ point, variables }: StoredRecord, { context, variables: sent }: Incoming): boolean {
    return (
      this.#numbers.get(context.digest) === point.context &&
      variables.length === sent.length &&
      variables.every((text, at) => text === sent[at])
    );
  }

  /** Put together once, however many are compared with it. */
  #identifierOf(record: StoredRecord): string {
    const known = this.#identifiers.get(record) ?? identifierOf(this.#parsed(record));
    this.#identifiers.set(record, known);
    return known;
  }

  #parsed(record: StoredRecord): fhir4.Observation {
    return JSON.parse(this.#writer.original(record)) as fhir4.Observation;
  }
}
