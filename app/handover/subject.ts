import type { PatientIdentity } from '../fhir/patient.ts';
import type { Format } from '../language/format.ts';
import type { Words } from '../language/nb.ts';
import type { Earlier } from '../trends/comparison/earlier.ts';
import type { SignTrend } from '../trends/sign-trend.ts';
import type { TrendData } from '../trends/trend-data.ts';
import type { HandoverWords } from './language/nb.ts';

/** What leaves the app: one patient's one vital sign in one period, as the page shows it. */
export interface Subject extends Pick<TrendData, 'days' | 'whole' | 'asOf' | 'unreadable' | 'marks'> {
  patient: PatientIdentity;
  trend: SignTrend;
  /** Of the period before, while that is asked for; `not-read`: it is not there (yet). */
  earlier?: Pick<Earlier, 'data' | 'trend'> | 'not-read';
}

export interface HandoverLanguage {
  words: Words;
  format: Format;
  handover: HandoverWords;
}

/** Name and birth date as the page's header tells them; what is not known is said. */
export function patientWords(
  { words, format }: Pick<HandoverLanguage, 'words' | 'format'>,
  { name, birthDate }: PatientIdentity,
): { name: string; born: string } {
  return {
    name: name.replace(/\s+/g, ' ').trim() || words.patient.nameUnknown,
    born: birthDate ? format.birthDate(birthDate) : words.patient.birthDateUnknown,
  };
}
