/** OIDs of the Norwegian person identifiers (HL7 Norway base profiles, Patient.identifier). */
export const personIdentifierSystems = {
  fnr: 'urn:oid:2.16.578.1.12.4.1.4.1',
  dnr: 'urn:oid:2.16.578.1.12.4.1.4.2',
  fhn: 'urn:oid:2.16.578.1.12.4.1.4.3',
} as const;

/** fødselsnummer, D-number, felles hjelpenummer. */
export type PersonIdentifierKind = keyof typeof personIdentifierSystems;

export interface PersonIdentifierFault {
  /** Names the rule that was broken; never the number. */
  reason: string;
}

export interface ValidPersonIdentifier {
  kind: PersonIdentifierKind;
  /** Made for tests: the month is raised by 40 (NAV), 65 (NHN) or 80 (Skatteetaten). */
  synthetic: boolean;
}

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const syntheticSeries = [40, 65, 80];

/**
 * Checks a person identifier by the rules of its system: length, date, check digits. Age and sex are never inferred.
 * From 2032 the first check digit may leave a remainder of 0 to 3 instead of 0; both rules hold side by side
 * (Skatteetaten, "Nytt fødselsnummer 2032").
 */
export function parsePersonIdentifier(
  system: string,
  value: string,
): ValidPersonIdentifier | PersonIdentifierFault {
  const kind = kindOf(system);
  if (!kind) return { reason: 'The system is not that of a fødselsnummer, D-number or FHN' };
  if (!/^\d{11}$/.test(value)) return { reason: 'A person identifier has 11 digits' };
  const digits = [...value].map(Number);
  const firstRemainder = weightedSum(digits, firstWeights) % 11;
  if (firstRemainder > (kind === 'fhn' ? 0 : 3)) return { reason: 'The first check digit is wrong' };
  if (weightedSum(digits, secondWeights) % 11 !== 0) return { reason: 'The second check digit is wrong' };
  return kind === 'fhn' ? parseFhn(value) : parseDated(kind, value);
}

function kindOf(system: string): PersonIdentifierKind | undefined {
  return (Object.keys(personIdentifierSystems) as PersonIdentifierKind[]).find(
    (kind) => personIdentifierSystems[kind] === system,
  );
}

function weightedSum(digits: number[], weights: number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits[at] ?? 0), 0);
}

function parseFhn(value: string): ValidPersonIdentifier | PersonIdentifierFault {
  if (!/^[89]/.test(value)) return { reason: 'An FHN begins with 8 or 9' };
  return { kind: 'fhn', synthetic: false };
}

function parseDated(kind: 'fnr' | 'dnr', value: string): ValidPersonIdentifier | PersonIdentifierFault {
  const dayField = Number(value.slice(0, 2));
  if (dayField > 40 !== (kind === 'dnr')) {
    return {
      reason:
        kind === 'dnr'
          ? 'The day of a D-number is raised by 40'
          : "A D-number stands under fødselsnummer's system",
    };
  }
  const { day, month, year, series } = dateIn(kind, value);
  if (!isDate(day, month, year)) {
    return { reason: 'The first six digits are not a date' };
  }
  return { kind, synthetic: series !== 0 };
}

/** `series`: what a number made for tests adds to the month, else 0. `year` has two digits. */
function dateIn(kind: 'fnr' | 'dnr', value: string) {
  const monthField = Number(value.slice(2, 4));
  const series = syntheticSeries.find((raise) => monthField > raise && monthField <= raise + 12) ?? 0;
  const day = Number(value.slice(0, 2)) - (kind === 'dnr' ? 40 : 0);
  return { day, month: monthField - series, year: Number(value.slice(4, 6)), series };
}

/** The century is not in the number (from 2032), so the date must exist in one of the possible ones. */
function isDate(day: number, month: number, year: number): boolean {
  return [1800, 1900, 2000].some((century) => {
    const date = new Date(Date.UTC(century + year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  });
}

/**
 * Whether the date in a fødselsnummer or D-number can be this birth date, the century left out. An FHN has no date:
 * true.
 * @param identifier a valid one
 * @param birthDate `YYYY-MM-DD`
 */
export function agreesWithBirthDate(
  { system, value }: { system: string; value: string },
  birthDate: string,
): boolean {
  const kind = kindOf(system);
  if (kind === 'fhn') return true;
  const { day, month, year } = dateIn(kind === 'dnr' ? 'dnr' : 'fnr', value);
  return birthDate.slice(2) === [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
