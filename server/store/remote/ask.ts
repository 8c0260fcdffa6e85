import { vitalSigns } from '../../clinical/vital-signs.ts';
import { FhirError } from '../../errors.ts';
import { byTime } from '../embedded/walk.ts';
import type { Point } from '../embedded/point.ts';
import { matchesDates } from '../embedded/select.ts';
import { chooseSeries, type SeriesQuery } from '../embedded/series.ts';
import type { DateFilter, LastnQuery, ObservationQuery, SearchCursor } from '../national-store.ts';
import type { Collection, Kept } from './collect.ts';

/** What a search matches, in its order; `after` is where the page before ended. */
export function matching(collection: Collection, query: ObservationQuery, after?: SearchCursor): Kept[] {
  const chosen = ofSeries(collection, query).filter(
    (kept) => matchesDates(kept.point, query) && query.lastUpdated.every((filter) => isOfTime(kept, filter)),
  );
  const ordered = query.sort === 'date' ? chosen : [...chosen].reverse();
  if (!after) return ordered;
  return ordered.filter(({ point }) =>
    query.sort === 'date' ? byTime(point, after) > 0 : byTime(point, after) < 0,
  );
}

/** The newest of each code, codes in the order of the catalogue; those of the same time as the last are all there. */
export function newest(collection: Collection, query: LastnQuery): Kept[] {
  const codeOf = new Map(collection.series.map(({ series, code }) => [series, code]));
  const byCode = new Map<string, Kept[]>();
  for (const kept of ofSeries(collection, query)) {
    if (!matchesDates(kept.point, query)) continue;
    const code = codeOf.get(kept.series) ?? '';
    const found = byCode.get(code);
    if (found) found.push(kept);
    else byCode.set(code, [kept]);
  }
  const order = new Map(vitalSigns.map(({ code }, index) => [code.code ?? '', index]));
  const placeOf = (code: string) => order.get(code) ?? order.size;
  return [...byCode]
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .flatMap(([, found]) => newestOf(found, query.max));
}

function newestOf(oldestFirst: readonly Kept[], max: number): Kept[] {
  const last: Point | undefined = oldestFirst[oldestFirst.length - max]?.point;
  return oldestFirst.filter(({ point }) => !last || point.effective >= last.effective).reverse();
}

/** What is shown of the series that are asked for, in time order. */
export function ofSeries({ series, shown }: Collection, query: SeriesQuery): Kept[] {
  const wanted = new Set(chooseSeries(series, query).map((each) => each.series));
  return shown.filter((kept) => wanted.has(kept.series));
}

/** `_lastUpdated`: an instant without length. */
function isOfTime({ received }: Kept, { prefix, from, to }: DateFilter): boolean {
  if (received === undefined) throw unknownArrival();
  const inside = received >= from && received < to;
  const is = {
    eq: inside,
    ne: !inside,
    gt: received >= to,
    sa: received >= to,
    ge: received >= from,
    lt: received < from,
    eb: received < from,
    le: received < to,
  };
  return is[prefix];
}

function unknownArrival(): FhirError {
  return new FhirError(
    400,
    'not-supported',
    'Parameter "_lastUpdated": the national store does not say when it received its measurements',
    { expression: ['_lastUpdated'], reason: 'parameter-not-supported' },
  );
}
