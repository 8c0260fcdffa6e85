import { asObject } from '../ehr/fhir-reader.ts';
import { holdsAt, holdsUntil, relationshipsOf } from '../ehr/related-person.ts';
import { ageAt, birthday } from '../person/age.ts';
import { agreesWithBirthDate } from '../person/person-identifier.ts';
import type { CitizenGrant, PersonIdentifier } from './grant.ts';
import { OAuthError } from './oauth-error.ts';

/** Parents have all access until this birthday, and next to none until the next. */
const limitedFrom = 12;
/** Of age in matters of health (pasient- og brukerrettighetsloven § 4-3). */
const ofAge = 16;

/** A Patient as the issuer shows it, and the national number that was read in it. */
export interface Represented {
  resource: Record<string, unknown>;
  person: PersonIdentifier;
}

/** By what right somebody acts for another, and when that may be over: epoch milliseconds, Infinity when no end is known. */
export interface Representation {
  relation: Exclude<CitizenGrant['actor']['relation'], 'self'>;
  until: number;
}

/**
 * By what right a RelatedPerson of this patient acts for them now: as the parent of a child under 12, next to nothing as that of
 * one aged 12 to 15, or by a power of attorney or as a guardian, for nobody aged 12 to 15. From 16 being a parent is no right.
 * @param now epoch milliseconds
 * @throws {OAuthError}
 */
export function representationOf(
  relatedPerson: Record<string, unknown>,
  represented: Represented,
  now: number,
): Representation {
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
  const birthDate = String(represented.resource.birthDate);
  const next = [limitedFrom, ofAge].find((each) => age < each);
  const until = Math.min(
    holdsUntil(relatedPerson.period),
    next === undefined ? Infinity : birthday(birthDate, next),
  );
  if (parent && age < limitedFrom) return { relation: 'parent', until };
  if (parent && age < ofAge) return { relation: 'parent-limited', until };
  if (!proxy) throw new OAuthError('parent-not-allowed', 'From 16 a parent has no access as a parent');
  if (age >= limitedFrom && age < ofAge) {
    throw new OAuthError('proxy-not-allowed', 'A proxy has no access about somebody aged 12 to 15');
  }
  if (typeof asObject(relatedPerson.period)?.start !== 'string') {
    throw new OAuthError('proxy-without-period', 'RelatedPerson.period.start is required of a proxy');
  }
  return { relation: 'proxy', until };
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
