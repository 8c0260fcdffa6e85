import { setImmediate as nextTurn } from 'node:timers/promises';
import { FhirError } from '../errors.ts';
import type { Deliverable, DeliveryResult } from '../store/deliverable.ts';
import type { DeliveringSource, NationalStore } from '../store/national-store.ts';
import type { DeliveredEntry } from './bundle.ts';
import { prepareDelivery } from './prepare.ts';

const entriesPerTurn = 200;

export type EntryOutcome = DeliveryResult | FhirError;

/** Prepares and stores the entries; each stands alone. Outcomes are in the order of the entries. */
export async function deliverEntries(
  store: NationalStore,
  source: DeliveringSource,
  entries: DeliveredEntry[],
  now: number,
): Promise<EntryOutcome[]> {
  const prepared: (Deliverable | FhirError)[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index % entriesPerTurn === entriesPerTurn - 1) await nextTurn();
    prepared.push(entry.refusal ?? prepareOrRefuse(entry, source, now));
  }
  const accepted = prepared.filter((measurement) => !(measurement instanceof FhirError)) as Deliverable[];
  const results = (await store.deliver(source, accepted)).values();
  return prepared.map((measurement) =>
    measurement instanceof FhirError ? measurement : (results.next().value as EntryOutcome),
  );
}

function prepareOrRefuse(
  { sent }: DeliveredEntry,
  source: DeliveringSource,
  now: number,
): Deliverable | FhirError {
  try {
    return prepareDelivery(sent, source, now);
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
}
