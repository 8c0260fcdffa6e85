import type { DateFilter, Interval } from '../store/national-store.ts';

/** The period that date filters leave, as far as it has ends; what they say of spans (https://hl7.org/fhir/R4/search.html#prefix) is not in it. */
export function periodOf(dates: readonly DateFilter[]): Interval {
  const from = dates.flatMap(({ prefix, from, to }) =>
    ['eq', 'ge'].includes(prefix) ? [from] : ['gt', 'sa'].includes(prefix) ? [to] : [],
  );
  const to = dates.flatMap(({ prefix, from, to }) =>
    ['eq', 'le'].includes(prefix) ? [to] : ['lt', 'eb'].includes(prefix) ? [from] : [],
  );
  return {
    ...(from.length > 0 && { from: Math.max(...from) }),
    ...(to.length > 0 && { to: Math.min(...to) }),
  };
}
