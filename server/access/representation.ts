import { asObject } from '../ehr/fhir-reader.ts';
import { holdsAt, relationshipsOf } from '../ehr/related-person.ts';
import { ageAt } from '../person/age.ts';
import { agreesWithBirthDate } from '../person/person-identifier.ts';
import type { CitizenGrant, PersonIdentifier } from './grant.ts';
import { OAuthError } from './oauth-error.ts';

/** Parents have all access until this birthday, and limited access until the next. */
const limitedFrom = 12;
/** Of age in matters of health (pasient- og brukerrettighetsloven § 4-3). */
const ofAge = 16;

/** A Patient as the issuer shows it, and the national number that was read in it. */
export interface Represented {
  resource: Record<string, unknown>;
  person: PersonIdentifier;
}

/**
 * By what right a RelatedPerson of this patient acts for them now: as the parent of a child under 12, or by a power of
 * attorney or as a guardian. Nobody acts for somebody aged 12 to 15 here; from 16 being a parent is no right.
 * @param now epoch milliseconds
 * @throws {OAuthError}
 */
export function representationOf(
  relatedPerson: Record<string, unknown>,
  represented: Represented,
  now: number,
): Exclude<CitizenGrant['actor']['relation'], 'self'> {
  if (relatedPerson.active !== true) throw notInForce('RelatedPerson.active must be true');
  if (!holdsAt(relatedPerson.period, now)) throw notInForce('RelatedPerson.period must include today');
  const { parent, proxy } = relationshipsOf(relatedPerson);
  if (!parent && !proxy) {
    throw new OAuthError(
      'relationship-insufficient',
      'RelatedPerson.relationship: neither a parent nor a proxy by v3-RoleCode',
    );
  }
  const age = ageOf(represented, now);
  if (age >= limitedFrom && age < ofAge) {
    throw new OAuthError('parent-limited', 'Nobody reads here on behalf of somebody aged 12 to 15');
  }
  if (parent && age < limitedFrom) return 'parent';
  if (!proxy) throw new OAuthError('parent-not-allowed', 'From 16 a parent has no access as a parent');
  if (typeof asObject(relatedPerson.period)?.start !== 'string') {
    throw new OAuthError('proxy-without-period', 'RelatedPerson.period.start is required of a proxy');
  }
  return 'proxy';
}

function ageOf({ resource, person }: Represented, now: number): number {
  const age = ageAt(resource.birthDate, now);
  if (age === undefined) throw ageUnknown('must be a day that is not ahead');
  if (agreesWithBirthDate(person, String(resource.birthDate))) return age;
  throw ageUnknown('is another day than that of the national number');
}

function ageUnknown(rule: string): OAuthError {
  return new OAuthError('patient-age-unknown', `Patient.birthDate ${rule}`);
}

function notInForce(rule: string): OAuthError {
  return new OAuthError('related-person-not-in-force', rule);
}
