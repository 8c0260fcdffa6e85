import type { PersonIdentifier } from '../access/grant.ts';
import { unknownTime, type Deliverable } from '../store/deliverable.ts';

/** When the first and the last of some measurements were made, epoch milliseconds. */
export interface Measured {
  first: number;
  last: number;
}

/**
 * When what is delivered was measured, without what is withdrawn; undefined: nothing is left.
 * @param received stands for a time that the source does not know; it is the last of nothing
 */
export function measuredWithin(
  measurements: readonly Pick<Deliverable, 'status' | 'effective'>[],
  received: number,
): Measured | undefined {
  const kept = measurements.filter(({ status }) => status !== 'entered-in-error');
  if (kept.length === 0) return undefined;
  const times = kept.map(({ effective }) => effective.from);
  const known = times.filter((time) => time !== unknownTime);
  return { first: Math.min(received, ...known), last: Math.max(unknownTime, ...known) };
}

/**
 * Whether a delivery begins a follow-up: the first does, and then one of what was measured when the follow-up before had ended.
 * Latecomers and corrections of what was measured before do not.
 * @param until the end of the follow-up that is known: Infinity without an end, undefined without a follow-up
 */
export function begins({ last }: Measured, until: number | undefined): boolean {
  return until === undefined || last >= until;
}

interface Statement {
  name: string;
  text: string;
  values: (string | number)[];
}

/** The same rule in SQL, so that of two who begin at once one does. */
const unlessUnderWay = `on conflict (person, orgnr) do update
  set from_ms = greatest(excluded.from_ms, follow_up.to_ms), to_ms = null where follow_up.to_ms <= `;

export function beginFollowUp(person: number, orgnr: string, { first, last }: Measured): Statement {
  return {
    name: 'begin-follow-up',
    text: `insert into follow_up (person, orgnr, from_ms) values ($1, $2, $3) ${unlessUnderWay} $4`,
    values: [person, orgnr, first, last],
  };
}

export function beginFollowUpOf(
  { system, value }: PersonIdentifier,
  orgnr: string,
  { first, last }: Measured,
): Statement {
  return {
    name: 'begin-follow-up-of',
    text: `insert into follow_up (person, orgnr, from_ms)
           select person, $3, $4::bigint from person_identity where system = $1 and value = $2 ${unlessUnderWay} $5`,
    values: [system, value, orgnr, first, last],
  };
}
