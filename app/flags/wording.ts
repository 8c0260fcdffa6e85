import type { PersistenceTally } from '#clinical/orders/persistence.ts';
import type { Comparator, Interpretation, Limits, Part, VitalSign } from '#clinical/types.ts';
import type { Language } from '../language/language.svelte.ts';
import { crossedLimit, normalBand } from './crossing.ts';
import { flagLevel, flagTone } from './flag.ts';

type Words = Pick<Language, 'words' | 'format'>;

/** `Rød – 180 eller høyere`, `Innenfor grensen`, `Ikke vurdert`. */
export function flagWords(
  { words, format }: Words,
  part: Part,
  interpretation: Interpretation | undefined,
  limits: Limits | undefined,
): string {
  const level = flagLevel(interpretation);
  const tone = flagTone(level);
  if (tone === 'none' || !interpretation) return words.flags.none;
  if (tone === 'normal') return words.flags.normal;
  const name = words.flags[tone];
  const crossing = limits && crossedLimit(part, interpretation, limits);
  if (!crossing) return `${name} – ${level.endsWith('high') ? words.flags.high : words.flags.low}`;
  const value = format.number(crossing.value, part.decimals);
  const { over, under, atLeast, atMost } = words.flags;
  const told = { over, under, 'at-least': atLeast, 'at-most': atMost }[crossing.side];
  return `${name} – ${told(value)}`;
}

/** `101–134`, `til 84`, `fra 92`; undefined when no band is known as normal. */
export function bandWords(
  { words, format }: Words,
  part: Part,
  limits: Limits | undefined,
): string | undefined {
  const band = limits && normalBand(part, limits);
  if (!band) return undefined;
  const [low, high] = [band.low, band.high].map((end) =>
    end === undefined ? undefined : format.number(end, part.decimals),
  );
  if (low !== undefined && high !== undefined) return `${low}–${high}`;
  if (low !== undefined) return words.limits.from(low);
  return high === undefined ? undefined : words.limits.upTo(high);
}

/** One number with its comparator, without unit. */
export function valueWords(
  { format }: Words,
  part: Part,
  value: number,
  comparator: Comparator | undefined,
): string {
  const sign = { '<': '<', '>': '>', '<=': '≤', '>=': '≥' } as const;
  return `${comparator ? `${sign[comparator]} ` : ''}${format.number(value, part.decimals)}`;
}

/** Where a limit came from, in short; the order and the measurement have a source worth naming at a glance. */
export function originName(language: Words, limits: Limits): string {
  const { words, format } = language;
  if (limits.setBy) {
    const { name, organization, from } = limits.setBy;
    return words.limits.setBy(name, organization, format.date(from));
  }
  return limits.origin === 'default' ? words.limits.origin.default : originWords(language, limits);
}

/** Where a limit came from: the kind, then its source when there is more to say. */
export function originWords({ words }: Words, limits: Limits): string {
  const kind = words.limits.origin[limits.origin];
  const source = limits.source.replace(new RegExp(`^${kind}:?\\s*`, 'i'), '');
  return source ? `${kind}: ${source}` : kind;
}

/** `Gult teller ved 2 av 3 siste: 1 av 3, teller ikke ennå`; of one of two pressures with its name before it. */
export function persistenceWords(
  language: Words,
  part: Part,
  { needed, of, beyond, counts }: PersistenceTally,
): string {
  const { words, format } = language;
  const [need, last, found] = [needed, of, beyond].map((number) => format.number(number)) as [
    string,
    string,
    string,
  ];
  const told = words.limits.persistence(need, last, found, counts);
  return part.key === 'systolic' || part.key === 'diastolic' ? `${partName(language, part)}: ${told}` : told;
}

/** The unit of a vital sign as printed; empty for scores. */
export function unitOf(vitalSign: VitalSign): string {
  return vitalSign.parts[0]?.unitDisplay ?? '';
}

/** The name of a part: its own for systolic and diastolic, else the sign's. */
export function partName({ words }: Words, part: Part): string {
  return part.key === 'systolic' || part.key === 'diastolic' ? words.parts[part.key] : words.signs[part.key];
}
