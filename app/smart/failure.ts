import { FhirError } from '../fhir/fhir-error.ts';

/** Every way the app can stop, each with its own words in the dictionaries. */
export type FailureKind =
  | 'not-launched'
  | 'launch-parameters'
  | 'unknown-ehr'
  | 'storage-blocked'
  | 'launch-refused'
  | 'launch-failed'
  | 'session-missing'
  | 'ehr-unavailable'
  | 'expired'
  | 'no-patient'
  | 'patient-identity'
  | 'practitioner-identity'
  | 'organization-missing'
  | 'scope-insufficient'
  | 'client-refused'
  | 'introspection-unavailable'
  | 'facade-unreachable'
  | 'store-unavailable'
  | 'store-timeout'
  | 'store-busy'
  | 'store-malformed'
  | 'access-blocked'
  | 'access-restricted'
  | 'national-login-required'
  | 'national-other-person'
  | 'national-refused'
  | 'national-unavailable'
  | 'other-patient'
  | 'unexpected';

/** A stop, thrown or shown. `detail` is technical: for the one who helps, never the whole message. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly detail: string | undefined;
  /** When what fails began to, epoch milliseconds, if the facade says so. */
  readonly since: number | undefined;

  constructor(kind: FailureKind, detail?: string, cause?: unknown) {
    super(kind, { cause });
    this.since = cause instanceof FhirError ? cause.since : undefined;
    this.name = 'Failure';
    this.kind = kind;
    this.detail = detail;
  }
}

const retryable: readonly FailureKind[] = [
  'ehr-unavailable',
  'introspection-unavailable',
  'facade-unreachable',
  'store-unavailable',
  'store-timeout',
  'store-busy',
  'store-malformed',
  'national-login-required',
  'national-unavailable',
  'unexpected',
];

/** Trying again without a new launch can help. */
export function isRetryable(kind: FailureKind): boolean {
  return retryable.includes(kind);
}

const byReason: Readonly<Record<string, FailureKind>> = {
  'issuer-unknown': 'unknown-ehr',
  'subject-token-missing': 'unexpected',
  'subject-token-type-unsupported': 'unexpected',
  'grant-type-unsupported': 'unexpected',
  'client-assertion-invalid': 'client-refused',
  'token-foreign-client': 'client-refused',
  'token-inactive': 'expired',
  'token-missing': 'expired',
  'token-invalid': 'expired',
  'token-expired': 'expired',
  'scope-insufficient': 'scope-insufficient',
  'patient-missing': 'no-patient',
  'patient-unreadable': 'patient-identity',
  'patient-without-national-id': 'patient-identity',
  'patient-national-id-invalid': 'patient-identity',
  'practitioner-missing': 'practitioner-identity',
  'practitioner-unreadable': 'practitioner-identity',
  'practitioner-without-hpr': 'practitioner-identity',
  'organization-missing': 'organization-missing',
  'introspection-unavailable': 'introspection-unavailable',
  'ehr-unavailable': 'ehr-unavailable',
  'store-unavailable': 'store-unavailable',
  'store-timeout': 'store-timeout',
  'store-throttled': 'store-busy',
  'store-overloaded': 'store-busy',
  'store-malformed': 'store-malformed',
  'access-blocked': 'access-blocked',
  'access-restricted': 'access-restricted',
  'national-login-required': 'national-login-required',
  'national-login-unavailable': 'national-unavailable',
  'national-access-refused': 'national-refused',
  'national-organization-foreign': 'national-refused',
  'other-patient': 'other-patient',
  unreachable: 'facade-unreachable',
  timeout: 'store-timeout',
};

/** Any thrown thing → what to show. The machine-readable reason stays as the detail. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof FhirError)) return new Failure('unexpected', undefined, error);
  const kind = byReason[error.reason] ?? (error.status >= 500 ? 'store-unavailable' : 'unexpected');
  return new Failure(kind, error.reason, error);
}
