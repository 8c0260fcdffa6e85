import type { AccessLog } from '../../access-log/access-log.ts';
import { forwardedRecord } from '../../access-log/delivery-record.ts';
import { FhirError } from '../../errors.ts';
import { measuredWithin } from '../../follow-ups/begin.ts';
import type { FollowUps } from '../../follow-ups/follow-ups.ts';
import type { Deliverable } from '../deliverable.ts';
import type { NationalStore } from '../national-store.ts';

/**
 * A store elsewhere, nothing of which is in one transaction with the facade's database: what is about to be handed to it is in the
 * log of each person first, and their follow-up under way. Where that fails nothing is handed on about that person, so that delivering again is safe where the store
 * cannot tell a repetition.
 */
export function logDeliveries(
  store: NationalStore,
  accessLog: AccessLog,
  followUps: Pick<FollowUps, 'begin'>,
): NationalStore {
  return {
    ...store,
    async deliver(origin, measurements) {
      const failures = new Map<string, FhirError>();
      const logged = [...byPerson(measurements)].map(async ([name, own]) => {
        const [{ person }] = own;
        try {
          await accessLog.write(forwardedRecord(origin, person, own));
          const measured = measuredWithin(own, origin.occurred);
          if (measured) await followUps.begin(person, origin.orgnr, measured);
        } catch (error) {
          if (!(error instanceof FhirError)) throw error;
          failures.set(name, error);
        }
      });
      await Promise.all(logged);
      const sent = measurements.filter((measurement) => !failures.has(nameOf(measurement)));
      const results = (sent.length > 0 ? await store.deliver(origin, sent) : []).values();
      return measurements.map(
        (measurement) => failures.get(nameOf(measurement)) ?? (results.next().value as FhirError),
      );
    },
  };
}

function byPerson(measurements: readonly Deliverable[]): Map<string, [Deliverable, ...Deliverable[]]> {
  const persons = new Map<string, [Deliverable, ...Deliverable[]]>();
  for (const measurement of measurements) {
    const own = persons.get(nameOf(measurement));
    if (own) own.push(measurement);
    else persons.set(nameOf(measurement), [measurement]);
  }
  return persons;
}

function nameOf({ person }: Deliverable): string {
  return `${person.system}|${person.value}`;
}
