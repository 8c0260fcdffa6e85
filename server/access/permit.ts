import { FhirError } from '../errors.ts';
import type { CodeToken } from '../store/national-store.ts';
import { decide } from './decide.ts';
import type { CitizenGrant, ClinicianGrant, Grant, ReaderGrant, SourceGrant } from './grant.ts';
import { refused } from './refused.ts';
import { allowedCategories, allows, parseScopes, type ScopeLetter } from './scope.ts';

export interface ReaderPermit {
  grant: ReaderGrant;
  /** Categories the scopes limit this to; absent: all. */
  allowedCategories?: CodeToken[];
}

/** The grant of a clinician or a citizen; a source's is refused as lacking the scope. */
export function requireReader(grant: Grant, letter: ScopeLetter, type = 'Observation'): ReaderGrant {
  if (grant.kind === 'source') throw insufficient(`patient/${type}.${letter}`);
  return grant;
}

/** A clinician's or citizen's token whose scopes allow reading (r) or searching (s) Observation; otherwise 403. */
export function permitReader(grant: ReaderGrant, letter: ScopeLetter): ReaderPermit {
  requireRelation(grant, 'Observation', letter);
  const scopes = parseScopes(grant.scopes);
  if (!allows(scopes, 'patient', 'Observation', letter)) {
    throw insufficient(`patient/Observation.${letter}`);
  }
  const categories = allowedCategories(scopes, 'patient', 'Observation', letter);
  return { grant, ...(categories && { allowedCategories: categories }) };
}

/** A clinician's token that may read measurements; otherwise 403. */
export function permitClinician(grant: Grant): ClinicianGrant {
  const { grant: reader } = permitReader(requireReader(grant, 'r'), 'r');
  if (reader.kind === 'clinician') return reader;
  throw new FhirError(403, 'forbidden', 'Only a clinician logs in to the national store', {
    reason: 'clinician-required',
  });
}

/** A source's token whose scopes allow delivering (c), reading (r) or searching (s) Observations; otherwise 403. */
export function permitSource(grant: Grant, letter: 'c' | 'r' | 's'): SourceGrant {
  requireRelation(grant, 'Observation', letter);
  if (grant.kind !== 'source' || !allows(parseScopes(grant.scopes), 'system', 'Observation', letter)) {
    throw insufficient(`system/Observation.${letter}`);
  }
  return grant;
}

/** A citizen's token whose scopes allow this letter for all resources of the type; otherwise 403. */
export function permitCitizen(grant: Grant, type: string, letter: ScopeLetter): CitizenGrant {
  if (grant.kind !== 'citizen') throw insufficient(`patient/${type}.${letter}`);
  permitType(grant, type, letter);
  return grant;
}

/**
 * A clinician's or citizen's token whose scopes allow this letter for all resources of the type; otherwise 403. A scope that
 * is limited to some of them allows nothing here.
 */
export function permitType(grant: ReaderGrant, type: string, letter: ScopeLetter): void {
  requireRelation(grant, type, letter);
  const whole = parseScopes(grant.scopes).filter(({ categories }) => !categories);
  if (!allows(whole, 'patient', type, letter)) throw insufficient(`patient/${type}.${letter}`);
}

/** A source's token that names this letter of EpisodeOfCare; otherwise 403. */
export function permitEpisodeOfCare(grant: Grant, letter: ScopeLetter): SourceGrant {
  requireRelation(grant, 'EpisodeOfCare', letter);
  if (grant.kind !== 'source' || !allows(parseScopes(grant.scopes), 'system', 'EpisodeOfCare', letter)) {
    throw insufficient(`system/EpisodeOfCare.${letter}`);
  }
  return grant;
}

/**
 * What a citizen may by what they are to the patient comes before their scopes, so that a parent who may see next to nothing is told
 * why, whatever they ask for.
 */
function requireRelation(grant: Grant, about: string, letter: ScopeLetter): void {
  if (grant.kind !== 'citizen') return;
  const decision = decide({ reader: grant, about, letter });
  if (!decision.allowed) throw refused(decision.reason);
}

function insufficient(scope: string): FhirError {
  return new FhirError(403, 'forbidden', `The token does not have the scope ${scope}`, {
    reason: 'scope-insufficient',
  });
}
