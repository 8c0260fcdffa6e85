import { createHash } from 'node:crypto';
import type { Disclosed } from '../../../server/access-log/access-log.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { FhirError } from '../../../server/errors.ts';
import type { Permitted } from '../../../server/reading/reading.ts';
import type { Deliverable } from '../../../server/store/deliverable.ts';
import type { NationalStore, StoredObservation } from '../../../server/store/national-store.ts';

export type Way = 'read' | 'history' | 'search' | 'latest' | 'trend';
export const letterOf = (way: Way) => (way === 'read' || way === 'history' ? 'r' : 's');

const heartRate = { system: 'http://loinc.org', code: '8867-4' };
const period = { from: Date.UTC(2099, 0, 1), to: Date.UTC(2099, 1, 1) };
/** Number and version of what the store has about everybody. */
const stored: [number, number][] = [
  [1, 1],
  [36, 2],
];

/** What must not get out. */
export const secretOf = ({ value }: PersonIdentifier) => `measured of ${value}`;

/** A store in memory that has two measurements of everybody, and counts what it is asked. */
export function createMeasurements(): { store: NationalStore; asked: () => number } {
  let asked = 0;
  const answer = <T>(result: T): Promise<T> => {
    asked += 1;
    return Promise.resolve(result);
  };
  const all = (person: PersonIdentifier): StoredObservation[] =>
    stored.map(([number, version]) => ({
      id: `x-${number.toString(36)}`,
      version,
      source: 'Oslo kommune',
      text: secretOf(person),
    }));
  const none = () => Promise.reject(new Error('Readers have no such question'));
  const store: NationalStore = {
    search: (person) => answer({ observations: all(person) }),
    count: () => answer(stored.length),
    read: (person, id) => answer(all(person).find((each) => each.id === id)),
    history: (person) => answer(all(person)),
    lastn: (person) => answer(all(person)),
    trend: () =>
      answer({
        trends: [{ code: heartRate.code, points: stored.map(([number, version]) => point(number, version)) }],
        contexts: new Map(),
      }),
    deliver: none,
    deliveredBy: none,
    health: none,
  };
  return { store, asked: () => asked };
}

/** A store elsewhere that takes whatever is handed to it. */
export const takesAll: NationalStore = {
  ...createMeasurements().store,
  deliver: (_, measurements) => Promise.resolve(measurements.map(() => ({ outcome: 'created' }))),
};

/** As much of a measurement as is looked at on its way to a store elsewhere. */
export function measuredAt(person: PersonIdentifier, at: number, status: string): Deliverable {
  const effective = { from: at, to: at + 1, precision: 'instant' as const };
  const code = `${heartRate.system}|${heartRate.code}`;
  const context = { status, source: '', limits: [null] };
  return {
    ...{ person, status, effective, code, context },
    ...{ identifier: 'a|1', codings: null, categories: [], values: [], judgements: [], aside: null },
    ...{ placement: { parts: [] }, original: '{}', warnings: [] },
  };
}

function point(number: number, version: number) {
  return {
    number,
    version,
    effective: period.from,
    dateOnly: false,
    values: [70],
    judgements: [null],
    context: 1,
    aside: null,
  };
}

/** What a route would do, in short. @param missing asks for a measurement that is not there */
export async function ask(way: Way, { store, grant }: Permitted, missing: boolean): Promise<string> {
  const { person } = grant;
  const query = { codes: [heartRate], dates: [], lastUpdated: [], sort: 'date' as const };
  if (missing) {
    await store.read(person, 'x-none');
    throw new FhirError(404, 'not-found', 'No such Observation', { reason: 'not-found' });
  }
  switch (way) {
    case 'read':
      return (await store.read(person, 'x-1'))?.text ?? '';
    case 'history':
      return JSON.stringify(await store.history(person, 'x-1'));
    case 'search':
      return JSON.stringify(await store.search(person, query, { count: 10 }));
    case 'latest':
      return JSON.stringify(await store.lastn(person, { ...query, max: 1 }));
    case 'trend':
      await store.trend(person, { codes: [heartRate.code], period });
      return secretOf(person);
  }
}

/** What the log must say of it: by server/access-log/README.md. */
export function disclosedBy(way: Way): Disclosed {
  const versions = way === 'read' ? stored.slice(0, 1) : stored;
  const bytes = versions.map(([number, version]) =>
    Buffer.from(number.toString(16).padStart(12, '0') + version.toString(16).padStart(8, '0'), 'hex'),
  );
  return {
    codes: letterOf(way) === 'r' ? [] : [`${heartRate.system}|${heartRate.code}`],
    ...(way === 'trend' && period),
    count: versions.length,
    digest: createHash('sha256').update(Buffer.concat(bytes)).digest('hex'),
  };
}
