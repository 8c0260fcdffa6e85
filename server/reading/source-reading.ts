import type { AccessLog } from '../access-log/access-log.ts';
import { sourceRecord } from '../access-log/delivery-record.ts';
import { logRefusals } from '../access-log/refusals.ts';
import type { PersonIdentifier, SourceGrant } from '../access/grant.ts';
import { permitSource } from '../access/permit.ts';
import { periodOf } from '../fhir/period-of.ts';
import { requireDelivering } from '../organizations/delivering.ts';
import type { Organizations } from '../organizations/organizations.ts';
import type { DeliveryOrigin, NationalStore, StoreFor } from '../store/national-store.ts';
import { Look } from './look.ts';
import { watch } from './watched-store.ts';

export interface SourceRequest {
  grant: SourceGrant;
  /** As in X-Request-Id. */
  id: string;
  /** Whom it asks about; undefined: about everybody, or it does not say so that it can be understood. */
  person: PersonIdentifier | undefined;
}

/** What a source may ask of a store. */
export type SourceStore = Pick<NationalStore, 'search' | 'count' | 'deliveredBy'>;

/**
 * The one way to measurements for sources, who get what they delivered themselves: scope and enrolment are asked anew each
 * time, and what was disclosed is in the log of each person of the answer before it is given. A refusal is in the log
 * of the person that was asked about, where one was.
 * @throws {FhirError} 403 with the reason of the refusal; 503 `log-unavailable` and then nothing was disclosed
 */
export type ReadAsSource = <T>(
  request: SourceRequest,
  work: (store: SourceStore) => Promise<T>,
) => Promise<T>;

export interface SourceReadingOptions {
  storeFor: StoreFor;
  organizations: Organizations;
  accessLog: AccessLog;
  /** Epoch milliseconds. */
  now: () => number;
}

export function createSourceReading(options: SourceReadingOptions): ReadAsSource {
  const { storeFor, organizations, accessLog, now } = options;
  return async ({ grant, id, person }, work) => {
    const origin = originOf(grant, id, now());
    const recordOf = (about: PersonIdentifier) =>
      sourceRecord(origin, { person: about, action: 'search', basis: 'COC' });
    const looks = new Looks();
    const permitted = async () => {
      permitSource(grant, 's');
      await requireDelivering(organizations, grant.orgnr, origin.occurred);
      return work(watchEach(storeFor(grant), looks));
    };
    const answer = await (person ? logRefusals(accessLog, recordOf(person), permitted) : permitted());
    await Promise.all(
      looks
        .all()
        .map(({ person: seen, look }) => accessLog.write({ ...recordOf(seen), disclosed: look.disclosed() })),
    );
    return answer;
  };
}

/** A source and its request, as the log names them. */
export function originOf(
  { orgnr, name, clientId }: SourceGrant,
  request: string,
  now: number,
): DeliveryOrigin {
  return { orgnr, name, clientId, request, occurred: now };
}

/** What was seen, person by person. */
class Looks {
  readonly #looks = new Map<string, { person: PersonIdentifier; look: Look }>();

  at(person: PersonIdentifier): Look {
    const name = `${person.system}|${person.value}`;
    const known = this.#looks.get(name) ?? { person, look: new Look() };
    this.#looks.set(name, known);
    return known.look;
  }

  all(): { person: PersonIdentifier; look: Look }[] {
    return [...this.#looks.values()];
  }
}

function watchEach(store: NationalStore, looks: Looks): SourceStore {
  return {
    search: (person, query, page) => watch(store, looks.at(person)).search(person, query, page),
    count: (person, query) => watch(store, looks.at(person)).count(person, query),
    async deliveredBy(source, query, page) {
      const answer = await store.deliveredBy(source, query, page);
      for (const { person, observations } of answer.found) {
        const look = looks.at(person);
        look.asked(query.codes, periodOf(query.dates));
        look.saw(observations);
      }
      return answer;
    },
  };
}
