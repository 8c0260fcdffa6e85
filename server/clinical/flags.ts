import type { Interpretation } from './types.ts';

/** A flag of the `$trend` columns: what a value was judged as, and whether the value is improbable. */
export interface Flag {
  /** Absent: not assessed. */
  interpretation?: Interpretation;
  improbable: boolean;
}

const severities: Readonly<Record<Interpretation, 1 | 2 | 3>> = { LL: 3, HH: 3, L: 2, H: 2, N: 1 };

/** Low before high only makes the order total; both are equally severe. */
const worstFirst: readonly Interpretation[] = ['LL', 'HH', 'L', 'H', 'N'];

/** 3 red, 2 yellow, 1 normal, 0 not assessed. Zero is no statement about the value: it is not milder than normal. */
export function severityOf(interpretation: Interpretation | undefined): 0 | 1 | 2 | 3 {
  return interpretation === undefined ? 0 : severities[interpretation];
}

/** Sorts worst first: red, yellow, normal, not assessed. */
export function compareWorstFirst(a: Interpretation | undefined, b: Interpretation | undefined): number {
  return severityOf(b) - severityOf(a);
}

/** The most severe of several, independent of their order; undefined only when none was assessed. */
export function worstOf(interpretations: Iterable<Interpretation | undefined>): Interpretation | undefined {
  const seen = new Set(interpretations);
  return worstFirst.find((interpretation) => seen.has(interpretation));
}

/** `N`, `L`, `H`, `LL`, `HH` or `-` for not assessed; `?` after it when the value is improbable. */
export function encodeFlag(flag: Flag): string {
  return `${flag.interpretation ?? '-'}${flag.improbable ? '?' : ''}`;
}

/** The flag of a token; undefined for text that is no flag token. */
export function decodeFlag(token: string): Flag | undefined {
  const improbable = token.endsWith('?');
  const bare = improbable ? token.slice(0, -1) : token;
  if (bare === '-') return { improbable };
  const interpretation = worstFirst.find((each) => each === bare);
  return interpretation && { interpretation, improbable };
}
