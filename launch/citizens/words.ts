import { parseResourceScope } from '../ehr/oauth/scopes.ts';
import type { Choice } from './population.ts';

const reading: Record<string, string> = {
  Observation: 'Lese målingene hjemmefra',
  AuditEvent: 'Lese loggen over hvem som har sett målingene',
  Consent: 'Lese hvilke sperringer som er satt',
  EpisodeOfCare: 'Se hvem som følger opp hjemme',
};

const changing: Record<string, string> = {
  Consent: 'Sette, endre og fjerne sperringer mot helsepersonell',
};

/** A scope in plain words; its own text where there are none. */
export function scopeText(scope: string): string {
  if (scope === 'offline_access')
    return 'Beholde tilgangen når du ikke bruker appen, til du trekker den tilbake';
  const { type = '', permissions = '', query = [] } = parseResourceScope(scope) ?? {};
  const words = /[rs]/.test(permissions) ? reading : changing;
  const limit = query.map(([, value]) => value.replace(/^.*\|/, '')).join(', ');
  return (words[type] ?? scope) + (limit && ` (bare kategorien ${limit})`);
}

const relations: Record<string, string> = {
  MTH: 'Du er mor',
  FTH: 'Du er far',
  POWATT: 'Du har fullmakt',
};

/** By what right one acts for the patient, and what the age means for it. */
export function relationText({ patient, relatedPerson }: Choice, now: number): string {
  if (!relatedPerson) return 'Deg selv';
  const right = relations[relatedPerson.relationship?.[0]?.coding?.[0]?.code ?? ''] ?? 'Du representerer';
  const age = yearsSince(patient.resource.birthDate, now);
  if (age === undefined || age >= 18) return `${right}.`;
  if (age < 12) return `${right}. ${age} år: du kan se målingene.`;
  if (age < 16) return `${right}. ${age} år: foreldre har begrenset innsyn fra 12 år, og ser ikke målingene.`;
  return `${right}. ${age} år: foreldre har ikke innsyn fra 16 år.`;
}

function yearsSince(born: string | undefined, now: number): number | undefined {
  const [year, month, day] = born?.split('-').map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const today = new Date(now);
  const hadBirthday = (today.getUTCMonth() + 1) * 100 + today.getUTCDate() >= month * 100 + day;
  return today.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}
