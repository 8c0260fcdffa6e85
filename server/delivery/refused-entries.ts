import type { PersonIdentifier } from '../access/grant.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import { sourceRecord } from '../access-log/delivery-record.ts';
import { FhirError } from '../errors.ts';
import type { DeliveryOrigin } from '../store/national-store.ts';

/** An entry that the source was not allowed (403) to deliver about somebody. */
export interface RefusedEntry {
  /** In the delivery. */
  index: number;
  person: PersonIdentifier;
  reason: string;
}

/**
 * Puts refusals in the persons' logs before they are told, one for each person and reason.
 * @returns by index, what is to be told instead where that failed
 */
export async function logRefusedEntries(
  accessLog: AccessLog,
  origin: DeliveryOrigin,
  refused: readonly RefusedEntry[],
): Promise<Map<number, FhirError>> {
  const alike = new Map<string, RefusedEntry[]>();
  for (const entry of refused) {
    const name = JSON.stringify([entry.person.system, entry.person.value, entry.reason]);
    alike.set(name, [...(alike.get(name) ?? []), entry]);
  }
  const failures = new Map<number, FhirError>();
  const logged = [...alike.values()].map(async (entries) => {
    const [first] = entries;
    if (!first) return;
    const record = sourceRecord(origin, { person: first.person, action: 'deliver', basis: 'TREAT' });
    try {
      await accessLog.write({ ...record, refused: first.reason });
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      for (const { index } of entries) failures.set(index, error);
    }
  });
  await Promise.all(logged);
  return failures;
}
