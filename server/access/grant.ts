import type { ClinicianRole } from '../ehr/clinician-role.ts';
import type { Session } from './ended-sessions.ts';

/** A person as the national store knows them: fødselsnummer, D-number or FHN with its OID as `urn:oid:…`. */
export interface PersonIdentifier {
  system: string;
  value: string;
}

/** What a clinician's facade token stands for: one patient, one practitioner, one organisation, one EHR launch. */
export interface ClinicianGrant {
  kind: 'clinician';
  iss: string;
  clientId: string;
  /** The EHR's id of the patient. */
  patient: string;
  person: PersonIdentifier;
  /** `pid`: the practitioner's own fødselsnummer or D-number, when the EHR has exactly one. `role`: at the organisation. */
  practitioner: { id: string; hpr: string; name: string; pid?: string; role?: ClinicianRole };
  organization: { orgnr: string; name: string };
  session: Session;
  scopes: string[];
  /** Epoch milliseconds. */
  expires: number;
}

/** What a citizen's facade token stands for: one patient, and who acts for them. */
export interface CitizenGrant {
  kind: 'citizen';
  iss: string;
  clientId: string;
  /** The issuer's id of the patient. */
  patient: string;
  person: PersonIdentifier;
  /**
   * The patient themselves, a parent of a child under 12 (`parent`) or of one aged 12 to 15 (`parent-limited`), or somebody with a
   * power of attorney (fullmakt).
   */
  actor: { relation: 'self' | 'parent' | 'parent-limited' | 'proxy'; name: string };
  session: Session;
  /** The issuer's token that was exchanged: what the citizen takes back there ends here too. Sealed, as the rest. */
  issuerToken?: string;
  scopes: string[];
  /** Epoch milliseconds. */
  expires: number;
}

/** What a delivering source's token stands for. */
export interface SourceGrant {
  kind: 'source';
  orgnr: string;
  name: string;
  clientId: string;
  scopes: string[];
  /** Epoch milliseconds. */
  expires: number;
}

/** Who reads about one patient. */
export type ReaderGrant = ClinicianGrant | CitizenGrant;

export type Grant = ReaderGrant | SourceGrant;
