import { organizationDetails } from './attestation.ts';
import type { HelseidClient, Proof } from './client.ts';
import type { HelseidConfig } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Tokens } from './tokens.ts';

export interface SourceToken {
  token: string;
  proof: Proof;
}

interface Held {
  pending: Promise<Tokens & { proof: Proof }>;
  /** Undefined while HelseID is asked. */
  until?: number;
}

/** A token is renewed this long before its end, or for the last tenth of a short life. */
const margin = 10_000;
const most = 1000;

/**
 * The facade's own tokens (client_credentials), one for each organisation it delivers for: kept until shortly before
 * their end, one request at a time, failures not kept.
 * @returns a function that throws FhirError 403 national-access-refused or 503 national-login-unavailable
 */
export function createSourceTokens(
  config: Pick<HelseidConfig, 'organization'>,
  client: Pick<HelseidClient, 'createProof' | 'clientCredentials'>,
  now: () => number,
): (orgnr: string) => Promise<SourceToken> {
  const held = new Map<string, Held>();

  const request = async (orgnr: string) => {
    const proof = await client.createProof();
    return { ...(await client.clientCredentials(proof, organizationDetails(config, orgnr))), proof };
  };
  const ask = (orgnr: string): Held => {
    const requestedAt = now();
    const one: Held = { pending: request(orgnr) };
    one.pending.then(
      ({ expires }) => {
        one.until = expires - Math.min(margin, (expires - requestedAt) / 10);
      },
      () => {
        if (held.get(orgnr) === one) held.delete(orgnr);
      },
    );
    held.delete(orgnr);
    const oldest = held.keys().next();
    if (held.size >= most && !oldest.done) held.delete(oldest.value);
    held.set(orgnr, one);
    return one;
  };

  return async (orgnr) => {
    const known = held.get(orgnr);
    const one = known && (known.until ?? Infinity) > now() ? known : ask(orgnr);
    const { accessToken: token, proof } = await one.pending.catch(refuse);
    return { token, proof };
  };
}
