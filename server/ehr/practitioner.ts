import { hprNumber, hprSystem } from '../person/hpr-number.ts';
import { personName } from './display-name.ts';
import { parsePersonIdentifier, personIdentifierSystems } from '../person/person-identifier.ts';
import { currentIdentifiers } from './identifiers.ts';

export interface Clinician {
  /** Without leading zeros. */
  hpr: string;
  name: string;
  /** Own fødselsnummer, else D-number. Absent when there is none, several, or one that is invalid: it only ever compares. */
  pid?: string;
}

/** Undefined when there is not exactly one current HPR number. */
export function clinicianOf(practitioner: Record<string, unknown>): Clinician | undefined {
  const numbers = currentIdentifiers(practitioner, hprSystem).map(hprNumber);
  const [hpr] = numbers;
  if (!hpr || new Set(numbers).size > 1) return undefined;
  const pid = ownNumber(practitioner);
  return { hpr, name: personName(practitioner) ?? `HPR ${hpr}`, ...(pid !== undefined && { pid }) };
}

function ownNumber(practitioner: Record<string, unknown>): string | undefined {
  for (const system of [personIdentifierSystems.fnr, personIdentifierSystems.dnr]) {
    const [value, ...others] = currentIdentifiers(practitioner, system);
    if (value === undefined) continue;
    return others.length > 0 || 'reason' in parsePersonIdentifier(system, value) ? undefined : value;
  }
  return undefined;
}
