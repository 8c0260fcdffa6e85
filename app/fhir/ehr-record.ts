/** The patient's record in the EHR, as far as the launch reaches: the way a note goes back to where the app was opened. */
export interface EhrRecord {
  /** The EHR's id of the launch's patient; nobody else's record is written to. */
  readonly patient: string;
  /** The launch's user, as the EHR names them: `Practitioner/[id]`. Absent when the EHR did not say. */
  readonly author?: string;
  /** `Encounter/[id]` of the launch. */
  readonly encounter?: string;
  /** Granted at the launch: to write notes, and to search for them. */
  readonly mayWrite: boolean;
  readonly maySearch: boolean;
  /**
   * Creates it unless one with its first identifier is there. Throws FhirError: `other-patient` before anything is sent
   * about somebody else, and when the EHR answers about somebody else; status 0 when it is not known what became of it.
   */
  create(document: fhir4.DocumentReference, signal: AbortSignal): Promise<void>;
  /** Whether a note with this identifier is in the patient's record. Throws FhirError. */
  holds(identifier: fhir4.Identifier, signal: AbortSignal): Promise<boolean>;
}
