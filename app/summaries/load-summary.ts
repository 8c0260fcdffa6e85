import type { Facade } from '../fhir/facade.ts';
import type { Days, Period } from '../time/period.ts';
import type { SummaryChoices } from './choices.svelte.ts';
import type { VitalSign } from '#clinical/types.ts';
import { decodeChanges, type ChangeAnswer } from './change.ts';
import { decodeGlucose, type GlucoseAnswer } from './glucose.ts';
import { decodeHomePressure, type HomePressure } from './home-pressure.ts';
import { decodeNews2, type News2Answer } from './news2.ts';
import { decodeOxygen, type OxygenAnswer } from './oxygen-saturation.ts';
import { decodeWeight, type WeightAnswer } from './weight.ts';

export type Summary = HomePressure | GlucoseAnswer | WeightAnswer | OxygenAnswer | News2Answer;

type Choices = Pick<SummaryChoices, 'group' | 'protocol' | 'dryWeight' | 'baseline' | 'scale'>;

const summarized = ['blood-pressure', 'glucose', 'body-weight', 'oxygen-saturation', 'news2'] as const;
/** Vital signs that have a summary. */
export type Summarized = (typeof summarized)[number];

export function summarizedOf(key: string): Summarized | undefined {
  return summarized.find((each) => each === key);
}

const ofDays = (days: Days) =>
  new URLSearchParams({ ...(days.from && { start: days.from }), ...(days.to && { end: days.to }) });

/** Fetches the changes that the order sets limits on, of the latest in the period of the picture. */
export async function loadChanges(
  facade: Facade,
  vitalSign: VitalSign,
  { days }: { days: Days },
  signal: AbortSignal,
): Promise<ChangeAnswer> {
  const { system = '', code = '' } = vitalSign.code;
  const asked = ofDays(days);
  asked.set('code', `${system}|${code}`);
  return decodeChanges(await facade.summary('change-summary', asked, signal), vitalSign);
}

/** Fetches a vital sign's summary for the period of the picture. Undefined: the patient group of glucose is not chosen. */
export async function loadSummary(
  facade: Facade,
  sign: Summarized,
  { period, days }: { period: Period; days: Days },
  { group, protocol, dryWeight, baseline, scale }: Choices,
  signal: AbortSignal,
): Promise<Summary | undefined> {
  const asked = ofDays(days);
  switch (sign) {
    case 'blood-pressure':
      // The window ends with the latest reading, unless the clinician chose the day that it ends on.
      if (period.kind !== 'custom') asked.delete('end');
      if (protocol) asked.set('protocol', protocol);
      return decodeHomePressure(await facade.summary('home-blood-pressure', asked, signal));
    case 'glucose':
      if (!group) return undefined;
      asked.set('group', group);
      return decodeGlucose(await facade.summary('glucose-summary', asked, signal), group);
    case 'body-weight':
      if (dryWeight !== undefined) asked.set('dryWeight', String(dryWeight));
      return decodeWeight(await facade.summary('weight-summary', asked, signal));
    case 'oxygen-saturation':
      if (baseline !== undefined) asked.set('baseline', String(baseline));
      return decodeOxygen(await facade.summary('oxygen-saturation-summary', asked, signal));
    case 'news2':
      if (scale) asked.set('scale', scale);
      return decodeNews2(await facade.summary('news2', asked, signal), scale);
  }
}
