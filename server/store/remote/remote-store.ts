import { createHmac } from 'node:crypto';
import type { Grant, PersonIdentifier } from '../../access/grant.ts';
import type { IndividualLimits } from '../../clinical/orders/limits-at.ts';
import { FhirError } from '../../errors.ts';
import { periodOf } from '../../fhir/period-of.ts';
import { observationId } from '../embedded/person.ts';
import { mostText } from '../embedded/search.ts';
import { ServedWriter } from '../embedded/served.ts';
import { chooseSeries } from '../embedded/series.ts';
import { alsoFromTwins, type AlsoFrom } from '../embedded/twins.ts';
import { tooLarge } from '../embedded/failure.ts';
import { IndividualJudge } from '../individual-judge.ts';
import {
  nothingOf,
  type CodeToken,
  type DateFilter,
  type NationalStore,
  type SearchPage,
  type StoredObservation,
  type StoreFor,
} from '../national-store.ts';
import { matching, newest } from './ask.ts';
import { notForSources } from './not-for.ts';
import { Collector, type Collection, type Kept } from './collect.ts';
import type { SessionCache } from './session-cache.ts';
import { trendOf } from './trend.ts';
import type { AskUpstream, Upstream } from './upstream.ts';

export interface RemoteStoreOptions {
  /** As users read it: stands for the source where a measurement does not name one. */
  name: string;
  upstream: Upstream;
  /** 32 bytes: persons' keys in ids are made with it, so that an id tells nobody's number. */
  key: Uint8Array;
  cache: SessionCache<Collection>;
}

const personBytes = 6;

/**
 * A national store elsewhere, asked for everything it has of a person; what it lacks (order, pages, counts, `$lastn`,
 * trends, one measurement by two sources) is supplied here, from memory.
 */
export function createRemoteStore({ name, upstream, key, cache }: RemoteStoreOptions): StoreFor {
  return (caller: Grant, left?: AbortSignal): NationalStore => {
    const open = async (
      person: PersonIdentifier,
      individual?: IndividualLimits,
      since?: number,
    ): Promise<OpenPerson> => {
      // For who has gone nobody is asked, and no login is turned to this person again.
      left?.throwIfAborted();
      const session = await upstream.openSession(caller);
      left?.throwIfAborted();
      const called = personName(person);
      const part = session !== undefined && cache.has(session, called) ? undefined : since;
      const collectFrom = (from: number | undefined, signal: AbortSignal | undefined) =>
        collect(upstream, name, caller, person, {
          ...(signal && { signal }),
          ...(from !== undefined && { since: from }),
        });
      const load = (signal?: AbortSignal) =>
        collectFrom(part, signal).catch((error: unknown) => {
          // A store that cannot be asked from a day on is asked for everything.
          const again =
            part !== undefined && error instanceof FhirError && error.reason === 'store-malformed';
          if (again) return collectFrom(undefined, signal);
          // Whom it is kept from, and for how many, the store says to each who asks: all ask again.
          if (error instanceof FhirError && error.status === 403) cache.dropPerson(called);
          throw error;
        });
      const collection =
        session === undefined
          ? await load(left)
          : await cache.get(session, called, load, {
              left,
              ...(part !== undefined && { part: String(part) }),
            });
      return new OpenPerson(collection, personKey(key, person), individual);
    };
    return {
      search: async (person, query, { count, after }, individual) => {
        if (query.source !== undefined) throw notForSources();
        const opened = await open(person, individual);
        return opened.page(matching(opened.collection, query, after), count);
      },
      count: async (person, query) => {
        if (query.source !== undefined) throw notForSources();
        return matching((await open(person)).collection, query).length;
      },
      read: async (person, id, allowed, individual) => (await open(person, individual)).read(id, allowed),
      history: async (person, id, allowed, individual) => {
        const found = (await open(person, individual)).read(id, allowed);
        return found && [found];
      },
      lastn: async (person, query, individual) => {
        const opened = await open(person, individual, earliest(query.dates));
        return opened.writeAll(newest(opened.collection, query));
      },
      trend: async (person, query, individual) => {
        const { collection, alsoFrom, judge, person: personKeyText } = await open(person, individual);
        if (collection.series.length === 0) {
          return { trends: query.codes.map((code) => nothingOf(code, query)), contexts: new Map() };
        }
        return trendOf(collection, query, alsoFrom, personKeyText, judge);
      },
      deliver: async (source, measurements) => {
        const outcomes = await upstream.deliver(source, measurements);
        for (const { person } of measurements) cache.dropPerson(personName(person));
        return outcomes.map((outcome) => (outcome instanceof FhirError ? outcome : { outcome }));
      },
      deliveredBy: () => Promise.reject(notForSources()),
      health: () => upstream.health(AbortSignal.timeout(5000)),
    };
  };
}

/** Where a store puts the hours of a measurement of which only the day is known differs by less, in ms. */
const otherZones = 2 * 86_400_000;

/** Nothing that began before it, and does not last until then, is asked for; undefined: it may be of any time. */
function earliest(dates: readonly DateFilter[]): number | undefined {
  const { from } = periodOf(dates);
  return from === undefined ? undefined : from - otherZones;
}

async function collect(
  upstream: Upstream,
  name: string,
  caller: Grant,
  person: PersonIdentifier,
  ask: AskUpstream,
): Promise<Collection> {
  let collector = new Collector(name);
  const begin = () => {
    const fresh = new Collector(name);
    collector = fresh;
    return (observation: unknown, text: string, isCompact?: boolean) =>
      fresh.take(observation as fhir4.Observation, text, isCompact);
  };
  await upstream.observations(caller, person, begin, ask);
  return collector.end();
}

/** One person's collection, ready to be written as this facade serves it. */
class OpenPerson {
  readonly collection: Collection;
  readonly alsoFrom: AlsoFrom;
  readonly judge: IndividualJudge | undefined;
  readonly #key: number;
  readonly #writer: ServedWriter;

  constructor(collection: Collection, key: number, individual: IndividualLimits | undefined) {
    this.collection = collection;
    this.#key = key;
    this.alsoFrom = alsoFromTwins(
      collection.twins.map(({ series, point }) => ({ series, points: [point] })),
      collection.contexts,
    );
    this.judge = individual && new IndividualJudge(individual);
    this.#writer = new ServedWriter({ person: key, ownNumber: '' }, collection.contexts, this.judge);
  }

  get person(): string {
    return this.#key.toString(36);
  }

  /** As many as asked for, and no more text than one answer may have. */
  page(found: readonly Kept[], count: number): SearchPage {
    const observations: StoredObservation[] = [];
    let size = 0;
    for (const kept of found.slice(0, count)) {
      if (size >= mostText) break;
      const written = this.#write(kept);
      size += written.text.length;
      observations.push(written);
    }
    const last = found[observations.length - 1]?.point;
    const goesOn = last !== undefined && observations.length < found.length;
    return { observations, ...(goesOn && { next: { effective: last.effective, number: last.number } }) };
  }

  writeAll(found: readonly Kept[]): StoredObservation[] {
    const { observations, next } = this.page(found, found.length);
    if (next) throw tooLarge();
    return observations;
  }

  /** Withdrawn measurements and twins can be read by id. */
  read(id: string, allowedCategories: CodeToken[] | undefined): StoredObservation | undefined {
    const { shown, twins, series } = this.collection;
    const found = [shown, twins].flatMap((list) =>
      list.filter(({ point }) => observationId(this.#key, point.number) === id),
    )[0];
    const own = found && series.find((each) => each.series === found.series);
    if (!own || chooseSeries([own], { allowedCategories, statuses: [own.status] }).length === 0)
      return undefined;
    return this.#write(found);
  }

  #write({ point, series, received, variables }: Kept): StoredObservation {
    const record = {
      point,
      variables: variables === '' ? [''] : variables.split('\n'),
      ...(received !== undefined && { received }),
    };
    return this.#writer.write(record, (source) => this.alsoFrom(series, point, source));
  }
}

/** What a person is called in the cache. */
export const personName = ({ system, value }: PersonIdentifier) => `${system}|${value}`;

function personKey(key: Uint8Array, person: PersonIdentifier): number {
  return createHmac('sha256', key)
    .update(`person|${personName(person)}`)
    .digest()
    .readUIntBE(0, personBytes);
}
