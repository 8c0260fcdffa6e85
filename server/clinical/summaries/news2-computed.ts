import {
  news2Score,
  togetherMinutes,
  type News2,
  type News2Input,
  type News2Part,
  type OxygenScale,
} from './news2-score.ts';
import type { Consciousness, News2Number } from './news2-table.ts';

/** One measurement: `reference` names it, `effective` in epoch milliseconds. */
export interface Named<T> {
  reference: string;
  effective: number;
  value: T;
}

/** Measurements of a period, in any order: exact and credible, with a time of day. */
export interface News2Measurements extends Record<
  Exclude<News2Number, 'oxygen-saturation'>,
  readonly Named<number>[]
> {
  /** `breathing` as the saturation says it itself. */
  'oxygen-saturation': readonly (Named<number> & { breathing?: 'air' | 'oxygen' })[];
  consciousness: readonly Named<Consciousness>[];
}

/** `judged`: when consciousness was, which the others are found by. */
export type ComputedNews2 =
  | (Extract<News2, { kind: 'scored' }> & { effective: number; judged: number; used: string[] })
  | { kind: 'not-scored'; effective: number; missing: News2Part[]; apart: boolean };

const together = togetherMinutes * 60_000;

/**
 * A NEWS2 for each time that consciousness was judged, which is what is seldom measured: with the nearest of every other part, and only
 * when all seven lie together (news2-score.ts). What was breathed belongs to the saturation that says it.
 * @param scale as a clinician decided it for the patient
 */
export function computedNews2(measurements: News2Measurements, scale: OxygenScale): ComputedNews2[] {
  const { consciousness } = measurements;
  return [...consciousness]
    .sort((a, b) => a.effective - b.effective)
    .map((judged) => {
      const near = <T extends Named<unknown>>(series: readonly T[]) => nearest(series, judged.effective);
      const saturation = near(measurements['oxygen-saturation']);
      const rest = {
        'respiratory-rate': near(measurements['respiratory-rate']),
        systolic: near(measurements.systolic),
        'heart-rate': near(measurements['heart-rate']),
        'body-temperature': near(measurements['body-temperature']),
      };
      const breathing = saturation?.breathing;
      const input: News2Input = {
        ...rest,
        'oxygen-saturation': saturation,
        breathing: breathing && { ...saturation, value: breathing },
        consciousness: judged,
      };
      const score = news2Score(input, scale);
      if (score.kind === 'not-scored') return { ...score, effective: judged.effective };
      const parts = [judged, saturation, ...Object.values(rest)].flatMap((found) => found ?? []);
      return {
        ...score,
        effective: Math.max(...parts.map(({ effective }) => effective)),
        judged: judged.effective,
        used: [...new Set(parts.map(({ reference }) => reference))],
      };
    });
}

/** The nearest in time, the earlier of two as near; undefined: none lies within the minutes. */
function nearest<T extends Named<unknown>>(series: readonly T[], time: number): T | undefined {
  let found: T | undefined;
  for (const each of series) {
    const distance = Math.abs(each.effective - time);
    if (distance > together) continue;
    const best = found ? Math.abs(found.effective - time) : Infinity;
    const earlier = found && distance === best && each.effective < found.effective;
    if (distance < best || earlier) found = each;
  }
  return found;
}
