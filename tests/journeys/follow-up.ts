import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { personOf } from '#fixtures/patients.ts';
import { sources } from '#fixtures/sources.ts';
import { restrictedPatient } from './restricted-patient.ts';
import { stack } from './stack.ts';

/** An end that is taken back: the follow-up goes on. */
export const farAhead = '2999-12-31';

/** Every source that follows the patient of the restrictions says when that ends. */
export async function endFollowUp(end: string): Promise<void> {
  const numbers = new Set([...deliveriesAbout(restrictedPatient, new Date())].map(({ source }) => source));
  const parameter = [
    { name: 'patient.identifier', valueIdentifier: personOf(restrictedPatient) },
    { name: 'end', valueDateTime: end },
  ];
  for (const orgnr of numbers) {
    const response = await fetch(`${stack().fhir}/EpisodeOfCare/$end`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await tokenOf(orgnr)}`,
        'Content-Type': 'application/fhir+json',
      },
      body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

async function tokenOf(orgnr: string): Promise<string> {
  const source = sources.find((each) => each.orgnr === orgnr);
  if (!source) throw new Error(`${orgnr} is no source`);
  const endpoint = `${stack().app}/oauth/token`;
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'ES384', kid: source.private_jwk.kid })
    .setIssuer(source.client_id)
    .setSubject(source.client_id)
    .setAudience(endpoint)
    .setJti(randomUUID())
    .setExpirationTime('60s')
    .sign(await importJWK({ ...source.private_jwk }, 'ES384'));
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/EpisodeOfCare.u',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
