import { setImmediate as nextTurn } from 'node:timers/promises';
import { FhirError } from '../errors.ts';
import type { Deliverable, DeliveryResult, DeliveryWarning } from '../store/deliverable.ts';
import type { DeliveringSource, NationalStore } from '../store/national-store.ts';
import type { DeliveredEntry } from './bundle.ts';
import { prepareDelivery } from './prepare.ts';
import type { SyntheticPersons } from './subject.ts';

const entriesPerTurn = 200;

/** What became of an entry; `warnings` is what was accepted with doubt. */
export type EntryOutcome = (DeliveryResult & { warnings: DeliveryWarning[] }) | FhirError;

export interface DeliveryRules {
  /** Epoch milliseconds. */
  now: number;
  syntheticPersons: SyntheticPersons;
}

/** Prepares and stores the entries; each stands alone. Outcomes are in the order of the entries. */
export async function deliverEntries(
  store: NationalStore,
  source: DeliveringSource,
  entries: DeliveredEntry[],
  rules: DeliveryRules,
): Promise<EntryOutcome[]> {
  const prepared: (Deliverable | FhirError)[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % entriesPerTurn === entriesPerTurn - 1) await nextTurn();
    prepared.push(entry.refusal ?? prepareOrRefuse(entry, source, rules));
  }
  const accepted = prepared.filter((measurement) => !(measurement instanceof FhirError)) as Deliverable[];
  const results = (await store.deliver(source, accepted)).values();
  return prepared.map((measurement, index) => {
    if (measurement instanceof FhirError) return measurement;
    const result = results.next().value as DeliveryResult | FhirError;
    if (result instanceof FhirError) return result;
    return { ...result, warnings: [...(entries[index]?.warnings ?? []), ...measurement.warnings] };
  });
}

function prepareOrRefuse(
  { sent, ifMatch }: DeliveredEntry,
  source: DeliveringSource,
  { now, syntheticPersons }: DeliveryRules,
): Deliverable | FhirError {
  try {
    const measurement = prepareDelivery(sent, source, now, syntheticPersons);
    return ifMatch === undefined ? measurement : { ...measurement, ifMatch };
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
}
