import type { PersonIdentifier } from '../access/grant.ts';
import { parsePersonIdentifier, personIdentifierSystems } from '../person/person-identifier.ts';
import { currentIdentifiers } from './identifiers.ts';

/** Why a Patient cannot be looked up nationally; `rule` never holds the number. */
export interface PersonFault {
  fault: 'patient-without-national-id' | 'patient-national-id-invalid';
  rule: string;
}

/**
 * The national identifier of a Patient: fødselsnummer before D-number before FHN. An invalid one, or two different
 * ones in a system, is a fault even if another system would do: the EHR is then in doubt about who this is.
 */
export function personOf(patient: Record<string, unknown>): PersonIdentifier | PersonFault {
  for (const system of Object.values(personIdentifierSystems)) {
    const values = currentIdentifiers(patient, system);
    const [value] = values;
    if (value === undefined) continue;
    if (values.length > 1) return invalid(`${values.length} different values in ${system}`);
    const parsed = parsePersonIdentifier(system, value);
    return 'reason' in parsed ? invalid(parsed.reason) : { system, value };
  }
  return {
    fault: 'patient-without-national-id',
    rule: 'no current fnr, D-number or FHN by OID',
  };
}

function invalid(rule: string): PersonFault {
  return { fault: 'patient-national-id-invalid', rule };
}
