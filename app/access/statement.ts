/** The codes of the facade's header `access-basis`: the patient has consented, or it is an emergency. */
export const bases = ['SAMTYKKE', 'AKUTT'] as const;
export type Basis = (typeof bases)[number];

/** What a clinician states to open a general restriction. Whether it opens is the facade's decision, each time. */
export interface Statement {
  basis: Basis;
  /** In the clinician's own words; the patient reads them. */
  reason: string;
}

/** Characters of a reason as the facade counts them: UTF-16 code units without white space at the ends. */
export const shortestReason = 5;
export const longestReason = 1000;

export const lengthOf = (reason: string): number => reason.trim().length;

/** What of a statement is missing or wrong, by field; empty = it can be sent. */
export interface Faults {
  basis?: 'missing';
  reason?: 'too-short' | 'too-long';
}

export function faultsOf({ basis, reason }: Partial<Statement>): Faults {
  const length = lengthOf(reason ?? '');
  return {
    ...(!basis && { basis: 'missing' as const }),
    ...(length < shortestReason && { reason: 'too-short' as const }),
    ...(length > longestReason && { reason: 'too-long' as const }),
  };
}

/** The facade's headers (server/reading): the reason as percent-encoded UTF-8; half a character is sent as U+FFFD. */
export function headersOf({ basis, reason }: Statement): Record<string, string> {
  const wellFormed = reason.trim().replace(/\p{Surrogate}/gu, '\uFFFD');
  return { 'access-basis': basis, 'access-reason': encodeURIComponent(wellFormed) };
}
