import { FhirError } from '../errors.ts';
import { HelseidError } from './helseid-error.ts';

/** Seconds after which it may be tried again. */
const retryAfter = 5;

/** 403 `national-login-required`: the clinician is to log in at HelseID (again). */
export function loginRequired(): FhirError {
  return new FhirError(403, 'login', 'A login at HelseID is required: POST /helseid/login', {
    reason: 'national-login-required',
  });
}

/** OAuth errors about what was said of this clinician, organisation and patient; all others are about the facade. */
const aboutTheAccess = ['access_denied', 'invalid_authorization_details'];

/** For `.catch`: HelseID's failure in words for whoever asked; everything else stays what it is. */
export function refuse(error: unknown): never {
  if (!(error instanceof HelseidError)) throw error;
  if (aboutTheAccess.includes(String(error.code))) {
    throw new FhirError(
      403,
      'forbidden',
      'HelseID refuses access for this clinician, organisation or patient',
      {
        reason: 'national-access-refused',
        cause: error,
      },
    );
  }
  throw new FhirError(503, 'transient', 'HelseID cannot be used at the moment', {
    reason: 'national-login-unavailable',
    retryAfter,
    cause: error,
  });
}
