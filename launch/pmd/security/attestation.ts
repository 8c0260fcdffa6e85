import { PmdRefusal } from '../pmd-refusal.ts';

/** Tillitsrammeverket: an attestation is good for 60 minutes from `toa`. */
const longestAgeSeconds = 60 * 60;
const skewSeconds = 5;

interface Attestation {
  toa?: unknown;
  attestation?: { toa?: unknown } | null;
  patients?: unknown;
}

/**
 * Refuses (403) a search without the trust framework's attestation, with one that has expired, or with one that names
 * patients of whom none is the one searched for. `now` is epoch ms.
 */
export function checkAttestation(claim: unknown, patient: string, now: number): void {
  const [attestation] = [claim].flat() as (Attestation | null | undefined)[];
  if (typeof attestation !== 'object' || attestation === null) {
    throw refused('The access token holds no attestation of the trust framework.');
  }
  const toa = attestation.attestation?.toa ?? attestation.toa;
  if (typeof toa !== 'number') throw refused('toa is missing in the attestation.');
  const age = now / 1000 - toa;
  if (age < -skewSeconds) throw refused('toa of the attestation lies ahead.');
  if (age > longestAgeSeconds) {
    throw refused('attestation_has_expired: toa of the attestation is more than 60 minutes ago.');
  }
  const named = patientsNamed(attestation.patients);
  if (named.length > 0 && !named.includes(patient)) {
    throw refused('The attestation is about another patient than the one searched for.');
  }
}

/** The data model has `patients[].identifier.id`; clients also write `patients[].id`. */
function patientsNamed(patients: unknown): string[] {
  const named = [patients].flat() as (
    { id?: unknown; identifier?: { id?: unknown } | null } | null | undefined
  )[];
  return named
    .flatMap((patient) => [patient?.id, patient?.identifier?.id])
    .filter((id): id is string => typeof id === 'string');
}

const refused = (diagnostics: string) => new PmdRefusal(403, 'forbidden', diagnostics);
