import { FhirError } from '../fhir/fhir-error.ts';
import { Failure } from '../smart/failure.ts';

/** What went wrong, as far as a citizen can do something about it; each has words of its own. */
export type TroubleKind =
  | 'expired'
  | 'unreachable'
  | 'unavailable'
  | 'refused'
  | 'other-patient'
  | 'gone'
  | 'conflict'
  | 'too-many'
  | 'period-over'
  | 'unexpected';

export interface Trouble {
  kind: TroubleKind;
  /** The machine-readable reason, for the one who helps. */
  detail: string;
}

const byReason: Readonly<Record<string, TroubleKind>> = {
  'other-patient': 'other-patient',
  'version-conflict': 'conflict',
  'too-many-blocks': 'too-many',
  'period-over': 'period-over',
  unreachable: 'unreachable',
  timeout: 'unreachable',
};

const byStatus: Readonly<Record<number, TroubleKind>> = {
  401: 'expired',
  403: 'refused',
  404: 'gone',
  412: 'conflict',
};

/** Anything thrown → what to say. */
export function toTrouble(error: unknown): Trouble {
  if (error instanceof Failure) {
    return { kind: error.kind === 'expired' ? 'expired' : 'unexpected', detail: error.detail ?? error.kind };
  }
  if (!(error instanceof FhirError)) return { kind: 'unexpected', detail: '' };
  const { reason, status } = error;
  const kind = byReason[reason] ?? byStatus[status] ?? (status >= 500 ? 'unavailable' : 'unexpected');
  return { kind, detail: reason };
}
