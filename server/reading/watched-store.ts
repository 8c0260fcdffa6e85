import type { IndividualLimits } from '../clinical/orders/limits-at.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { periodOf } from '../fhir/period-of.ts';
import { unknownTime } from '../store/deliverable.ts';
import type { CodeToken, Interval, NationalStore, TrendAnswer, TrendPoint } from '../store/national-store.ts';
import type { Look } from './look.ts';

type Asked = Pick<NationalStore, 'search' | 'count' | 'read' | 'history' | 'lastn' | 'trend'>;

/** What readers may ask of a store. */
export interface ReadableStore extends Asked {
  /**
   * A trend as it is judged, and as it would be by other limits of the person's. Only measurements of `today` in the query's period
   * may be told of: they are what the log has.
   * @param read a longer period, when those before must be counted to judge
   */
  trendSupposing(
    person: Parameters<Asked['trend']>[0],
    query: Parameters<Asked['trend']>[1],
    supposed: IndividualLimits,
    read?: Interval,
  ): Promise<{ today: TrendAnswer; supposed: TrendAnswer }>;
}

/**
 * A store that tells the look what it answers with.
 * @param individual the person's own limits, by which every answer is judged
 */
export function watch(store: Asked, look: Look, individual?: IndividualLimits): ReadableStore {
  const seenTrend: Asked['trend'] = async (person, query) => {
    look.asked(query.codes.map(catalogued), query.period);
    const answer = await store.trend(person, query, individual);
    for (const { points } of answer.trends) look.sawPoints(points);
    return answer;
  };
  return {
    async search(person, query, page) {
      look.asked(query.codes, periodOf(query.dates));
      const found = await store.search(person, query, page, individual);
      look.saw(found.observations);
      return found;
    },
    async count(person, query) {
      look.asked(query.codes, periodOf(query.dates));
      const count = await store.count(person, query);
      look.counted(count);
      return count;
    },
    async read(person, id, allowed) {
      const found = await store.read(person, id, allowed, individual);
      if (found) look.saw([found]);
      return found;
    },
    async history(person, id, allowed) {
      const found = await store.history(person, id, allowed, individual);
      if (found) look.saw(found);
      return found;
    },
    async lastn(person, query) {
      look.asked(query.codes, periodOf(query.dates));
      const found = await store.lastn(person, query, individual);
      look.saw(found);
      return found;
    },
    trend: seenTrend,
    async trendSupposing(person, query, supposed, read = query.period) {
      const { from = -Infinity } = query.period;
      look.asked(query.codes.map(catalogued), query.period);
      const longer = { ...query, period: read };
      const today = await store.trend(person, longer, individual);
      const told = ({ effective }: TrendPoint) => effective >= from || effective === unknownTime;
      for (const { points } of today.trends) look.sawPoints([...points].filter(told));
      return { today, supposed: await store.trend(person, longer, supposed) };
    },
  };
}

/** A trend is asked for by the catalogue's codes. */
function catalogued(code: string): CodeToken {
  const system = vitalSignByCode(undefined, code)?.code.system;
  return { code, ...(system && { system }) };
}
