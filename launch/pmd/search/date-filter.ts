import { instantRange } from '../observations/instant-range.ts';
import type { InstantRange } from '../observations/instant-range.ts';

type Comparison = (found: InstantRange, asked: InstantRange) => boolean;

const within: Comparison = (found, asked) => asked.from <= found.from && found.to <= asked.to;
const after: Comparison = (found, asked) => found.to > asked.to;
const before: Comparison = (found, asked) => found.from < asked.from;

/** FHIR R4 "Search: Prefixes", as far as PMD has them. */
const comparisons: Record<string, Comparison> = {
  eq: within,
  gt: after,
  lt: before,
  ge: (found, asked) => after(found, asked) || within(found, asked),
  le: (found, asked) => before(found, asked) || within(found, asked),
};

export interface DateFilter {
  prefix: string;
  asked: InstantRange;
}

/** One `date` parameter; without a prefix it is `eq`. Undefined when it cannot be read. */
export function readDateFilter(value: string): DateFilter | undefined {
  const [, prefix = 'eq', text = ''] = /^(eq|gt|lt|ge|le)?(\d.*)$/.exec(value) ?? [];
  const asked = instantRange(text);
  return asked && { prefix, asked };
}

/** An Observation without a time matches no date. */
export function matchesDate({ prefix, asked }: DateFilter, effective: InstantRange | undefined): boolean {
  return effective !== undefined && (comparisons[prefix]?.(effective, asked) ?? false);
}
