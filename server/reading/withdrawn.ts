import type { ReaderGrant } from '../access/grant.ts';
import type { VitalSign } from '../clinical/types.ts';
import { listOf, objectOf } from '../clinical/untrusted.ts';
import { findVitalSign } from '../clinical/vital-signs.ts';
import type { CodeToken, DateFilter, Interval, StoredObservation } from '../store/national-store.ts';
import type { ReadableStore } from './watched-store.ts';

/** A measurement whose source has said that it is an error (`entered-in-error`), as it stands now. */
export interface Withdrawn extends Omit<StoredObservation, 'text'> {
  vitalSign: VitalSign;
  observation: fhir4.Observation;
}

interface WithdrawnReader {
  grant: ReaderGrant;
  allowedCategories?: CodeToken[];
  store: Pick<ReadableStore, 'search'>;
}

/** As many as are asked for at once. */
const together = 500;

/**
 * Withdrawn measurements are in no trend, so that nothing counts or draws them: they are asked for beside it, in time order, those
 * whose time is not known first. One question when there are few; what is answered is in the log as disclosed.
 */
export async function readWithdrawn(
  { grant, allowedCategories, store }: WithdrawnReader,
  vitalSigns: readonly VitalSign[],
  { from, to }: Interval,
): Promise<Withdrawn[]> {
  const dates: DateFilter[] = [
    ...(from === undefined ? [] : [{ prefix: 'ge' as const, from, to: from }]),
    ...(to === undefined ? [] : [{ prefix: 'lt' as const, from: to, to }]),
  ];
  const query = {
    codes: vitalSigns.map(({ code: { system, code = '' } }) => ({ ...(system && { system }), code })),
    statuses: ['entered-in-error'],
    dates,
    undated: true,
    lastUpdated: [],
    sort: 'date' as const,
    ...(allowedCategories && { allowedCategories }),
  };
  const found: Withdrawn[] = [];
  let after: Parameters<ReadableStore['search']>[2]['after'];
  do {
    const page = await store.search(grant.person, query, { count: together, ...(after && { after }) });
    for (const { text, ...stored } of page.observations) {
      const observation = JSON.parse(`{${text}`) as fhir4.Observation;
      const vitalSign =
        findVitalSign(listOf(objectOf(observation.code)?.coding))?.vitalSign ??
        (vitalSigns.length === 1 ? vitalSigns[0] : undefined);
      if (vitalSign) found.push({ ...stored, vitalSign, observation });
    }
    after = page.next;
  } while (after);
  return found;
}
