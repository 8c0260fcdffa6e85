import type { JWK } from 'jose';

/** A person the EHR keeps a record of; `story` says in one sentence why this patient is interesting. */
export interface PatientRecord {
  id: string;
  resource: fhir4.Patient;
  story: string;
}

export interface PractitionerRecord {
  id: string;
  resource: fhir4.Practitioner;
  roles: readonly fhir4.PractitionerRole[];
  description: string;
}

export interface OrganizationRecord {
  id: string;
  resource: fhir4.Organization;
  description: string;
}

/** A ready-made choice for the launcher: who opens whose record, and what goes wrong meanwhile. */
export interface Scenario {
  id: string;
  description: string;
  patient: string;
  practitioner: string;
  faults?: readonly string[];
  /** Seconds. */
  tokenLifetime?: number;
}

/** A delivering organisation with keys made for the sandbox; published in `/options`, useless elsewhere. */
export interface Source {
  id: string;
  orgnr: string;
  name: string;
  client_id: string;
  private_jwk: JWK;
  public_jwk: JWK;
}

/** Everything the sandbox EHR holds. The fixtures are one such set; tests bring a smaller one. */
export interface Records {
  organizations: readonly OrganizationRecord[];
  practitioners: readonly PractitionerRecord[];
  patients: readonly PatientRecord[];
  encounters: readonly fhir4.Encounter[];
  conditions: readonly fhir4.Condition[];
  observations: readonly fhir4.Observation[];
  scenarios: readonly Scenario[];
  faults: readonly { id: string; description: string }[];
  sources: readonly Source[];
}
