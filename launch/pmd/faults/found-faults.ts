import type { PmdCore } from '../core.ts';
import type { StoredObservation } from '../observations/stored-observation.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { hugeAnswer } from './huge-answer.ts';
import { oddValues } from './odd-values.ts';
import { templateOf, variant } from './template.ts';
import { oid } from '#fixtures/systems.ts';

/** Synthetic numbers (NHN's month + 65, Skatteetaten's + 80); one of them is another patient whoever was asked for. */
const others = ['13717404089', '16858399649'];

/** The texts of what a search found, with what the faults of the moment add. Large answers are made as they are read. */
export function* withFoundFaults(
  { faults, now }: PmdCore,
  search: SearchRequest,
  found: readonly StoredObservation[],
  texts: Iterable<string>,
): Generator<string> {
  const template = templateOf(search, found, now());
  for (const text of texts) {
    yield text;
    if (faults.has('duplicates')) yield text;
  }
  if (faults.has('odd-values')) yield* oddValues(template, now());
  if (faults.has('huge')) yield* hugeAnswer(template, search.dates, now());
  if (faults.has('foreign-patient')) {
    const value = others.find((other) => other !== search.patient.value);
    yield variant(template, { subject: { identifier: { system: oid.fodselsnummer, value } } });
  }
}
