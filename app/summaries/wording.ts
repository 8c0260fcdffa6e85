import type { Language } from '../language/language.svelte.ts';
import type { Excluded, Lacking } from './answer.ts';
import type { PressureMean, PressureTarget } from './home-pressure.ts';
import type { SummaryWords } from './language/nb.ts';

type Told = Pick<Language, 'words' | 'format'>;

/** Why a measurement is left out: its own word, the word of the table of set-aside measurements, or the code as received. */
export function reasonWords({ words }: Told, own: SummaryWords, { reason, part }: Excluded): string {
  const told = own.reasons[reason] ?? words.reasons[reason] ?? reason;
  const parts: Record<string, string> = {
    systolic: own.pressure.systolic,
    diastolic: own.pressure.diastolic,
  };
  return part === undefined ? told : `${parts[part] ?? part}: ${told}`;
}

/** What there is too little of, a line each; a need without words is told by its code. */
export function lackingWords(
  { format }: Told,
  words: Readonly<Record<string, (found: string, least: string) => string>>,
  lacking: readonly Lacking[],
): string[] {
  const number = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 1);
  return lacking.map(({ need, found, least }) => {
    const numbers = [number(found), number(least)] as const;
    return words[need]?.(...numbers) ?? `${need}: ${numbers.join(' / ')}`;
  });
}

export function meanWords({ format }: Told, { systolic, diastolic }: PressureMean): string {
  return `${format.number(systolic)}/${format.number(diastolic)}`;
}

export function targetWords({ format }: Told, own: SummaryWords, target: PressureTarget): string {
  const told = ({ low, high }: PressureTarget['systolic']) =>
    low !== undefined && high !== undefined
      ? `${format.number(low)}–${format.number(high)}`
      : high !== undefined
        ? `≤ ${format.number(high)}`
        : low !== undefined
          ? `≥ ${format.number(low)}`
          : own.pressure.anyPressure;
  return own.pressure.target(told(target.systolic), told(target.diastolic));
}

/** `3,9–10,0`, `≤ 2,9` or `≥ 14,0`: inclusive ends. */
export function rangeWords(
  { format }: Told,
  { low, high }: { low?: number; high?: number },
  decimals = 1,
): string {
  const [from, to] = [low, high].map((end) => (end === undefined ? undefined : format.number(end, decimals)));
  if (from !== undefined && to !== undefined) return `${from}–${to}`;
  return to === undefined ? `≥ ${from ?? ''}` : `≤ ${to}`;
}

/** `07:00–08:00`: minutes since midnight on Oslo's clock. */
export function hoursWords(fromMinute: number, toMinute: number): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${clock(fromMinute)}–${clock(toMinute)}`;
}
