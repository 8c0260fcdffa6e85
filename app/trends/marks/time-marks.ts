import type { VitalSign } from '#clinical/types.ts';
import { vitalSignByCode, vitalSigns } from '#clinical/vital-signs.ts';
import type { When } from '../../fhir/date-time.ts';
import type { Note, Trend } from '../../fhir/trend.ts';
import { toSignTrend, type SignTrend } from '../sign-trend.ts';

/** What stands along the time axis of a trend without being of its curve: a note, or a score that was received. */
export type TimeMark =
  | { kind: 'note'; when?: When; note: Note; vitalSign: VitalSign | undefined }
  | { kind: 'score'; when: When; trend: SignTrend; moment: number };

/** A mark that has a place in time. */
export type PlacedMark = TimeMark & { when: When };

export interface TimeMarks {
  /** In time order. */
  placed: readonly PlacedMark[];
  /** Notes of measurements whose time the source does not know: listed, at no place of the axis. */
  undated: readonly TimeMark[];
  /** Scores of which the facade's series could not be read. */
  unreadable: readonly VitalSign[];
}

/** The catalogue's scores, which are asked for with another sign so that they stand beside its curve. */
export function scoresBeside(shown: VitalSign): VitalSign[] {
  return vitalSigns.filter((each) => each.valueKind === 'score' && each !== shown);
}

/** @param scores asked for with the sign that is shown, see {@link scoresBeside} */
export function toTimeMarks(answer: Trend, scores: readonly VitalSign[]): TimeMarks {
  const unreadable: VitalSign[] = [];
  const marks: TimeMark[] = answer.notes.map((note) => ({
    kind: 'note',
    ...(note.when && { when: note.when }),
    note,
    vitalSign: note.code?.code === undefined ? undefined : vitalSignByCode(note.code.system, note.code.code),
  }));
  for (const score of scores) {
    const trend = toSignTrend(answer, score);
    if (!trend) unreadable.push(score);
    else trend.moments.times.forEach((_, moment) => marks.push(scoreAt(trend, moment)));
  }
  return {
    placed: marks.filter(isPlaced).sort((a, b) => a.when.instant - b.when.instant),
    undated: marks.filter((mark) => !isPlaced(mark)),
    unreadable,
  };
}

function scoreAt(trend: SignTrend, moment: number): TimeMark {
  const dateOnly = trend.parts.some(
    ({ series }, part) => series.dateOnly[trend.moments.rows[part]?.[moment] ?? -1] === 1,
  );
  return { kind: 'score', when: { instant: trend.moments.times[moment] ?? 0, dateOnly }, trend, moment };
}

function isPlaced(mark: TimeMark): mark is PlacedMark {
  return mark.when !== undefined;
}

/**
 * Which mark ArrowDown (the next) and ArrowUp (the one before) lead to; undefined for other keys, and where there is none.
 * @param times of the marks, ascending
 * @param current the chosen mark; -1: none
 * @param around the instant of the measurement that is chosen, when one is
 */
export function markTarget(
  key: string,
  times: readonly number[],
  current: number,
  around: number | undefined,
): number | undefined {
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || times.length === 0) return undefined;
  const last = times.length - 1;
  if (key === 'ArrowDown') {
    if (current >= 0) return Math.min(current + 1, last);
    const next = around === undefined ? 0 : times.findIndex((time) => time >= around);
    return next < 0 ? last : next;
  }
  if (current >= 0) return Math.max(current - 1, 0);
  return around === undefined
    ? last
    : Math.max(
        0,
        times.findLastIndex((time) => time <= around),
      );
}
