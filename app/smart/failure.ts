import { FhirError } from '../fhir/fhir-error.ts';

type SharedFailureKind =
  | 'unknown-ehr'
  | 'storage-blocked'
  | 'launch-refused'
  | 'launch-failed'
  | 'session-missing'
  | 'ehr-unavailable'
  | 'expired'
  | 'no-patient'
  | 'patient-identity'
  | 'scope-insufficient'
  | 'client-refused'
  | 'introspection-unavailable'
  | 'facade-unreachable'
  | 'store-unavailable'
  | 'store-timeout'
  | 'store-busy'
  | 'store-malformed'
  | 'too-large'
  | 'log-unavailable'
  | 'other-patient'
  | 'unexpected';

/** Every way the clinicians' app can stop, each with its own words in the dictionaries. */
export type ClinicianFailureKind =
  | SharedFailureKind
  | 'not-launched'
  | 'launch-parameters'
  | 'practitioner-identity'
  | 'organization-missing'
  | 'organization-not-enrolled'
  | 'access-blocked'
  | 'access-restricted'
  | 'follow-up-ended'
  | 'national-login-required'
  | 'national-other-person'
  | 'national-refused'
  | 'national-unavailable';

/** The same of the citizens' page. */
export type CitizenFailureKind =
  | SharedFailureKind
  | 'login-cancelled'
  | 'citizen-identity'
  | 'parent-limited'
  | 'parent-not-allowed'
  | 'not-representative'
  | 'citizens-not-supported';

export type FailureKind = ClinicianFailureKind | CitizenFailureKind;

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
  'log-unavailable',
  'national-login-required',
  'national-unavailable',
  'unexpected',
];

/** Trying again without a new launch can help. */
export function isRetryable(kind: FailureKind): boolean {
  return retryable.includes(kind);
}

const closing: readonly FailureKind[] = [
  'access-blocked',
  'access-restricted',
  'organization-not-enrolled',
  'follow-up-ended',
];

/** Nothing of the patient may be shown, whatever came before: these answer for the whole session, not for one view. */
export function closesAccess(kind: FailureKind): boolean {
  return closing.includes(kind);
}

/** The words say all that may be known: a code beside them would tell more. */
const withoutDetail: readonly FailureKind[] = ['access-blocked', 'access-restricted'];

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
  'token-revoked': 'expired',
  'scope-insufficient': 'scope-insufficient',
  'patient-missing': 'no-patient',
  'patient-unreadable': 'patient-identity',
  'patient-without-national-id': 'patient-identity',
  'patient-national-id-invalid': 'patient-identity',
  'practitioner-missing': 'practitioner-identity',
  'practitioner-unreadable': 'practitioner-identity',
  'practitioner-without-hpr': 'practitioner-identity',
  'citizen-missing': 'citizen-identity',
  'citizen-without-name': 'citizen-identity',
  'patient-age-unknown': 'citizen-identity',
  'citizen-other-patient': 'not-representative',
  'related-person-unreadable': 'not-representative',
  'related-person-not-in-force': 'not-representative',
  'relationship-insufficient': 'not-representative',
  'proxy-without-period': 'not-representative',
  'proxy-not-allowed': 'not-representative',
  'parent-limited': 'parent-limited',
  'parent-not-allowed': 'parent-not-allowed',
  'citizens-not-supported': 'citizens-not-supported',
  'organization-missing': 'organization-missing',
  'organization-not-enrolled': 'organization-not-enrolled',
  'introspection-unavailable': 'introspection-unavailable',
  'ehr-unavailable': 'ehr-unavailable',
  'store-unavailable': 'store-unavailable',
  'store-timeout': 'store-timeout',
  'store-throttled': 'store-busy',
  'store-overloaded': 'store-busy',
  'store-malformed': 'store-malformed',
  'store-failed': 'unexpected',
  'too-large': 'too-large',
  'sessions-unavailable': 'store-unavailable',
  'sessions-failed': 'unexpected',
  'blocks-unavailable': 'store-unavailable',
  'blocks-failed': 'unexpected',
  'follow-ups-unavailable': 'store-unavailable',
  'follow-ups-failed': 'unexpected',
  'log-unavailable': 'log-unavailable',
  exception: 'unexpected',
  'access-blocked': 'access-blocked',
  'access-restricted': 'access-restricted',
  'follow-up-ended': 'follow-up-ended',
  'national-login-required': 'national-login-required',
  'national-login-unavailable': 'national-unavailable',
  'national-access-refused': 'national-refused',
  'national-organization-foreign': 'national-refused',
  'other-patient': 'other-patient',
  unreachable: 'facade-unreachable',
  timeout: 'store-timeout',
};

/** Any thrown thing → what to show. The machine-readable reason stays as the detail, where it tells no more than the words. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof FhirError)) return new Failure('unexpected', undefined, error);
  const kind = byReason[error.reason] ?? (error.status >= 500 ? 'store-unavailable' : 'unexpected');
  return new Failure(kind, withoutDetail.includes(kind) ? undefined : error.reason, error);
}
