import { bloodPressure } from '../clinical/catalogue/blood-pressure.ts';
import {
  bodyTemperature,
  heartRate,
  oxygenSaturation,
  respiratoryRate,
} from '../clinical/catalogue/cardiorespiratory.ts';
import { acvpu } from '../clinical/catalogue/scores.ts';
import type { Named, News2Measurements } from '../clinical/summaries/news2-computed.ts';
import { breathingOf, consciousnessOf } from '../clinical/summaries/news2-measured.ts';
import type { Consciousness } from '../clinical/summaries/news2-table.ts';
import { exactReadings, type Exact, type Excluded } from '../clinical/summaries/reading.ts';
import type { VitalSign } from '../clinical/types.ts';
import { unknownTime } from '../store/deliverable.ts';
import type { Interval } from '../store/national-store.ts';
import { readContents, readMeasurements, type SummaryReader } from './measurements.ts';

/** What a NEWS2 can be computed from, and what was left out. Only what has a time of day can be said to lie together. */
export async function news2Measurements(
  reader: SummaryReader,
  period: Interval,
): Promise<{ measurements: News2Measurements; excluded: Excluded[] }> {
  const excluded: Excluded[] = [];
  const timed = <T extends Pick<Excluded, 'reference' | 'effective' | 'dateOnly'>>(readings: T[]): T[] =>
    readings.filter(({ reference, effective, dateOnly }) => {
      if (!dateOnly && effective !== unknownTime) return true;
      excluded.push({ reference, effective, dateOnly, reason: 'time-of-day-unknown' });
      return false;
    });
  const exactOf = async <K extends string>(vitalSign: VitalSign, keys: readonly K[]) => {
    const found = exactReadings((await readMeasurements(reader, vitalSign, keys, period)).readings);
    excluded.push(...found.excluded);
    return timed(found.exact);
  };
  const numbers = async (vitalSign: VitalSign) =>
    (await exactOf(vitalSign, ['value'])).map((exact) => named(exact, 'value'));

  const consciousness: Named<Consciousness>[] = [];
  for await (const { content, ...which } of readContents(reader, codeOf(acvpu), period)) {
    const value = content.status === 'cancelled' ? undefined : consciousnessOf(content);
    if (value) consciousness.push(...timed([{ ...which, value }]));
    else excluded.push({ ...which, reason: content.status === 'cancelled' ? 'cancelled' : 'unknown-code' });
  }
  const breathing = new Map<string, 'air' | 'oxygen'>();
  for await (const { reference, content } of readContents(reader, codeOf(oxygenSaturation), period)) {
    const breathed = breathingOf(content);
    if (breathed) breathing.set(reference, breathed);
  }
  const measurements = {
    'respiratory-rate': await numbers(respiratoryRate),
    'oxygen-saturation': (await numbers(oxygenSaturation)).map((each) => {
      const breathed = breathing.get(each.reference);
      return { ...each, ...(breathed && { breathing: breathed }) };
    }),
    systolic: (await exactOf(bloodPressure, ['systolic', 'diastolic'])).map((exact) =>
      named(exact, 'systolic'),
    ),
    'heart-rate': await numbers(heartRate),
    'body-temperature': await numbers(bodyTemperature),
    consciousness,
  };
  return { measurements, excluded };
}

const codeOf = ({ code }: VitalSign): string => code.code ?? '';

function named<K extends string>({ reference, effective, values }: Exact<K>, key: K): Named<number> {
  return { reference, effective, value: values[key] };
}
