/** A clinician as a citizen can name them; `orgnr` and `organization`: where they worked when they looked. */
export interface NamedClinician {
  hpr: string;
  name: string;
  orgnr?: string;
  organization?: string;
}
