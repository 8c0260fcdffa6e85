import type { Pool } from 'pg';
import { vitalSigns } from '../../clinical/vital-signs.ts';
import type { LastnQuery, StoredObservation } from '../national-store.ts';
import type { PersonRow } from './person.ts';
import { readPoints } from './points.ts';
import type { Point } from './point.ts';
import { tooLarge } from './failure.ts';
import { recordsTogether } from './records.ts';
import { mostText, numbersOf, writePoints, type FoundPoint } from './search.ts';
import { readAlsoFrom } from './twins.ts';
import { boundsOf, matchesDates } from './select.ts';
import { chooseSeries, type Series } from './series.ts';
import { byTime } from './walk.ts';

/** Each series is read from its newest end: the cost follows the number of codes, not the length of the history. */
export async function lastn(pool: Pool, person: PersonRow, query: LastnQuery): Promise<StoredObservation[]> {
  const series = chooseSeries(person.series, query);
  const newest = await readNewest(pool, person, series, query);
  const byCode = new Map<string, FoundPoint[]>();
  for (const [index, { code, series: number }] of series.entries()) {
    const found = byCode.get(code) ?? [];
    byCode.set(code, found);
    for (const point of newest[index] ?? []) found.push({ series: number, point });
  }
  const order = new Map(vitalSigns.map(({ code }, index) => [code.code ?? '', index]));
  const placeOf = (code: string) => order.get(code) ?? order.size;
  const found = [...byCode]
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .flatMap(([, points]) => newestOf(points, query.max));
  const alsoFrom = await readAlsoFrom(pool, person);
  const observations: StoredObservation[] = [];
  let size = 0;
  for (let at = 0; at < found.length; at += recordsTogether) {
    for (const each of await writePoints(pool, person, found.slice(at, at + recordsTogether), alsoFrom)) {
      size += each.text.length;
      observations.push(each);
    }
    if (size > mostText) throw tooLarge();
  }
  return observations;
}

/** Newest first, as many as asked for; those of the same time as the last are all there. */
function newestOf(found: FoundPoint[], max: number): FoundPoint[] {
  found.sort((a, b) => byTime(b.point, a.point));
  const last = found[max - 1];
  return last ? found.filter(({ point }) => point.effective >= last.point.effective) : found;
}

/** Of each series at least the newest `max` that match, and all of the last one's time. */
async function readNewest(
  pool: Pool,
  person: PersonRow,
  series: readonly Series[],
  { dates, max }: LastnQuery,
): Promise<Point[][]> {
  for (let limit = max; ; limit *= 4) {
    const lists = await readPoints(pool, person, numbersOf(series), {
      bounds: boundsOf({ dates }, person),
      end: { direction: 'desc', limit },
    });
    const matching = lists.map((points) => points.filter((point) => matchesDates(point, { dates })));
    const isShort = (index: number) =>
      (lists[index]?.length ?? 0) >= limit && (matching[index]?.length ?? 0) < max;
    if (!lists.some((_, index) => isShort(index))) return matching;
  }
}
