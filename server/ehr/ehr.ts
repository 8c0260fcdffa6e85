import type { EhrRegistration, Register } from '../register.ts';
import { createDiscovery } from './discovery.ts';
import type { EhrEndpoints } from './discovery.ts';
import { createFhirReader } from './fhir-reader.ts';
import type { FhirReader } from './fhir-reader.ts';
import { createIntrospection } from './introspection.ts';
import type { VerifySubjectToken } from './introspection.ts';
import { createJwtVerification } from './jwt-verification.ts';

/** One EHR of the register, as the facade talks to it. */
export interface Ehr {
  registration: EhrRegistration;
  discover(): Promise<EhrEndpoints>;
  verify: VerifySubjectToken;
  /** Reads as the user whose token it is. */
  reader(token: string): FhirReader;
}

/** The EHRs of the register by `iss`, which is compared character by character. */
export function createEhrs(register: Register): Map<string, Ehr> {
  return new Map(
    register.ehrs.map((registration) => [
      registration.iss,
      {
        registration,
        discover: createDiscovery(registration),
        verify: registration.introspection
          ? createIntrospection(registration.introspection)
          : createJwtVerification(registration),
        reader: (token) => createFhirReader(registration.iss, token),
      },
    ]),
  );
}
