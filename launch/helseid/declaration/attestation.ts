import { isValidOrganizationNumber } from '#fixtures/synthetic-identifier.ts';
import { oid } from '#fixtures/systems.ts';
import { fullName } from '../people.ts';
import type { HelseidPerson } from '../people.ts';
import { DeclarationError } from './declaration-error.ts';
import { isObject, member } from './member.ts';

export const attestationType = 'nhn:tillitsrammeverk:parameters';

const purposeSystem = 'urn:oid:2.16.840.1.113883.1.11.20448';
const purposes = ['TREAT', 'ETREAT', 'COC', 'BTG'];

/** Checks what the trust framework's data model (trial v1.1) makes required; throws DeclarationError. */
export function checkAttestation(detail: object): void {
  for (const role of ['legal_entity', 'point_of_care']) organization(detail, `practitioner.${role}`);
  coding(detail, 'practitioner.authorization', true);
  const purpose = coding(detail, 'care_relationship.purpose_of_use', false);
  if (member(purpose, 'system') !== purposeSystem || !purposes.includes(String(member(purpose, 'code'))))
    throw new DeclarationError(
      `care_relationship.purpose_of_use is one of ${purposes.join(', ')} of ${purposeSystem}`,
    );
  const reasons = ['healthcare_service', 'purpose_of_use_details'].map((name) =>
    coding(detail, `care_relationship.${name}`, true),
  );
  if (reasons.every((reason) => reason === undefined))
    throw new DeclarationError('care_relationship has neither healthcare_service nor purpose_of_use_details');
  checkDecision(member(detail, 'care_relationship.decision_ref'));
  checkPatients(member(detail, 'patients'));
}

function coding(detail: object, path: string, optional: boolean): unknown {
  const value = member(detail, path);
  if (value === undefined && optional) return undefined;
  if (typeof member(value, 'code') !== 'string' || typeof member(value, 'system') !== 'string')
    throw new DeclarationError(`${path} has no code or no system`);
  return value;
}

function organization(detail: object, path: string): void {
  const { id, system } = (member(detail, path) ?? {}) as Record<string, unknown>;
  if (system !== oid.organisasjonsnummer || !isValidOrganizationNumber(String(id)))
    throw new DeclarationError(`${path} is no organisation number of ${oid.organisasjonsnummer}`);
}

function checkDecision(decision: unknown): void {
  if (decision === undefined) return;
  if (typeof member(decision, 'id') !== 'string' || typeof member(decision, 'user_selected') !== 'boolean')
    throw new DeclarationError('care_relationship.decision_ref has no id or no user_selected');
}

function checkPatients(patients: unknown): void {
  if (patients === undefined) return;
  if (!Array.isArray(patients) || !patients.every(isObject))
    throw new DeclarationError('patients is no list of objects');
  patients.forEach((patient, index) => {
    if (patient['point_of_care'] !== undefined) organization(patient, 'point_of_care');
    const { id, system } = patient;
    if ((id === undefined) !== (system === undefined))
      throw new DeclarationError(`patients[${index}] has id without system, or system without id`);
  });
}

/**
 * The attestation as HelseID puts it into an access token: what the client sent, with the practitioner's identity filled
 * in and the time of attestation (`toa`, epoch seconds). Throws where the client says of the practitioner what HelseID
 * or the health personnel register does not.
 */
export function completeAttestation(detail: object, person: HelseidPerson, toa: number): object {
  const practitioner = member(detail, 'practitioner') as Record<string, unknown>;
  const differs = (path: string, truth: string | undefined) => {
    const claimed = member(practitioner, path);
    return claimed !== undefined && claimed !== truth;
  };
  const wrong = [
    differs('identifier.id', person.pid) && 'identifier is not the user who is logged in',
    differs('hpr_nr.id', person.hpr?.number) && 'hpr_nr is not the number of the user in the register',
    differs('authorization.code', person.hpr?.authorization) &&
      'authorization is not what the register says of the user',
  ].find(Boolean);
  if (wrong) throw new DeclarationError(`practitioner.${wrong}`, 'access_denied');
  return {
    ...detail,
    attestation: { toa },
    practitioner: {
      ...practitioner,
      identifier: {
        id: person.pid,
        system: /^[4-7]/.test(person.pid) ? oid.dNummer : oid.fodselsnummer,
        name: fullName(person),
      },
      ...(person.hpr && { hpr_nr: { id: person.hpr.number, system: oid.hprNummer } }),
    },
  };
}
