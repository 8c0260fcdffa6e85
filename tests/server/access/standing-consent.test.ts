import { describe, expect, test } from 'vitest';
import type { CitizenGrant } from '../../../server/access/grant.ts';
import { createStandingConsent } from '../../../server/access/standing-consent.ts';
import { EhrError } from '../../../server/ehr/ehr-error.ts';
import type { Ehr } from '../../../server/ehr/ehr.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { newSession } from '../../support/session.ts';

const iss = 'https://citizens.example/fhir';
const grant: CitizenGrant = {
  kind: 'citizen',
  iss,
  clientId: 'app',
  session: newSession(),
  issuerToken: 'the-issuer’s',
  patient: 'p1',
  person: newPerson(),
  actor: { relation: 'self', name: 'Ærlig Bjørk' },
  scopes: ['patient/Observation.rs', 'patient/Consent.c'],
  expires: Infinity,
};

/** What an issuer that answers so makes of the grant. */
function asked(verify: Ehr['verify'], changes: Partial<CitizenGrant> = {}) {
  const ehr = { discover: () => Promise.resolve({}), verify } as unknown as Ehr;
  return createStandingConsent(new Map([[iss, ehr]]))({ ...grant, ...changes });
}
const active = (scope: string) => () => Promise.resolve({ clientId: 'app', scope });

describe('a citizen’s token stands', () => {
  test.each([
    'patient/Observation.rs patient/Consent.cruds',
    'patient/Observation.read patient/Consent.write patient/Consent.cruds',
    'patient/*.cruds',
  ])('while the issuer’s is active and covers it: %s', async (scope) => {
    expect(await asked(active(scope))).toBe(true);
  });

  test.each([
    '',
    'patient/Observation.rs',
    'patient/Observation.r patient/Consent.c',
    'patient/Observation.rs?category=x patient/Consent.c',
  ])('no longer when less is covered: %s', async (scope) => {
    expect(await asked(active(scope))).toBe(false);
  });

  test('no longer when the issuer’s has ended, or the issuer is in the register no more', async () => {
    expect(await asked(() => Promise.resolve(undefined))).toBe(false);
    expect(await asked(active('patient/*.cruds'), { iss: 'https://other.example/fhir' })).toBe(false);
  });

  test('not, as long as the issuer does not say', async () => {
    const failing = asked(() => Promise.reject(new EhrError('unavailable', 'No answer')));
    await expect(failing).rejects.toMatchObject({ status: 503, reason: 'introspection-unavailable' });
  });
});
