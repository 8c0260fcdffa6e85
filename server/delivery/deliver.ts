import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccessLog } from '../access-log/access-log.ts';
import { FhirError } from '../errors.ts';
import type { Deliverable, DeliveryResult, DeliveryWarning } from '../store/deliverable.ts';
import type { DeliveryOrigin, NationalStore } from '../store/national-store.ts';
import type { DeliveredEntry } from './bundle.ts';
import { prepareDelivery } from './prepare.ts';
import { logRefusedEntries, type RefusedEntry } from './refused-entries.ts';
import { parseSubject, type SyntheticPersons } from './subject.ts';

const entriesPerTurn = 200;

/** What became of an entry; `warnings` is what was accepted with doubt. */
export type EntryOutcome = (DeliveryResult & { warnings: DeliveryWarning[] }) | FhirError;

export interface DeliveryRules {
  syntheticPersons: SyntheticPersons;
}

/**
 * Prepares and stores the entries; each stands alone. Outcomes are in the order of the entries. What was stored and what the
 * source was not allowed is in the persons' access log then.
 */
export async function deliverEntries(
  { store, accessLog }: { store: NationalStore; accessLog: AccessLog },
  origin: DeliveryOrigin,
  entries: DeliveredEntry[],
  rules: DeliveryRules,
): Promise<EntryOutcome[]> {
  const prepared: (Deliverable | FhirError)[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % entriesPerTurn === entriesPerTurn - 1) await nextTurn();
    prepared.push(entry.refusal ?? prepareOrRefuse(entry, origin, rules));
  }
  const accepted = prepared.filter((measurement) => !(measurement instanceof FhirError)) as Deliverable[];
  const forbidden = prepared.flatMap((outcome, index) => refusedEntry(outcome, index, entries, rules));
  const unlogged = await logRefusedEntries(accessLog, origin, forbidden);
  const results = (await store.deliver(origin, accepted)).values();
  return prepared.map((measurement, index) => {
    if (measurement instanceof FhirError) return unlogged.get(index) ?? measurement;
    const result = results.next().value as DeliveryResult | FhirError;
    if (result instanceof FhirError) return result;
    return { ...result, warnings: [...(entries[index]?.warnings ?? []), ...measurement.warnings] };
  });
}

/** What was parsed is many times as large as the text: it is let go before the entry waits for the store. */
function prepareOrRefuse(
  { sent, ifMatch }: DeliveredEntry,
  origin: DeliveryOrigin,
  { syntheticPersons }: DeliveryRules,
): Deliverable | FhirError {
  try {
    const measurement = prepareDelivery(sent, origin, origin.occurred, syntheticPersons);
    sent.resource = undefined;
    return ifMatch === undefined ? measurement : { ...measurement, ifMatch };
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
}

/** Who may deliver about somebody is looked at when it is known whom it is about. */
function refusedEntry(
  outcome: Deliverable | FhirError,
  index: number,
  entries: readonly DeliveredEntry[],
  { syntheticPersons }: DeliveryRules,
): RefusedEntry[] {
  if (!(outcome instanceof FhirError) || outcome.status !== 403) return [];
  const { subject } = entries[index]?.sent.resource as fhir4.Observation;
  return [{ index, person: parseSubject(subject ?? {}, syntheticPersons), reason: outcome.reason }];
}
