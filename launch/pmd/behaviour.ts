import type { Basis } from './access/access-basis.ts';

/** Three generations of PMD's interface, by what carries the patient of a search. */
export type PatientCarrier = 'form' | 'x-pmd-patient' | 'person-id';

/** What NHN has not published, or has published differently over time. All of it can be changed while PMD runs. */
export interface PmdBehaviour {
  patientCarrier: PatientCarrier;
  /** Whether a search needs the trust framework's attestation in its access token. */
  attestation: 'required' | 'off';
  /** A block or restriction: a 403, or a 200 whose Bundle holds an OperationOutcome. */
  blockAnswer: 'forbidden' | 'outcome';
  /** The header that carries the basis of a look-up, beside `x-pmd-reason`; lower case. Its values and what they mean. */
  accessBasis: { header: string; values: Readonly<Record<string, Basis>> };
  /** Whether answers have `meta.lastUpdated`. */
  lastUpdated: boolean;
  /** How long the fault `slow` holds a request back, in ms. */
  slowBy: number;
}

/** The interface of June 2026, with the attestation that NHN says its APIs will want and the header values of PPS. */
export const defaultBehaviour: PmdBehaviour = {
  patientCarrier: 'form',
  attestation: 'required',
  blockAnswer: 'forbidden',
  accessBasis: {
    header: 'access-basis',
    values: { UNNTAK: 'normal', SAMTYKKE: 'consent', AKUTT: 'emergency' },
  },
  lastUpdated: false,
  slowBy: 8000,
};
