import type { ClinicianGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { clinicianDetails } from './attestation.ts';
import { createHelseidClient } from './client.ts';
import type { ClientKey } from './client-key.ts';
import type { HelseidConfig } from './keys.ts';
import { createLogin } from './login.ts';
import type { Login } from './login.ts';
import type { NationalAccess } from './national-access.ts';
import { speaksFor } from './organization-detail.ts';
import { createSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import { createSourceTokens } from './source-tokens.ts';

/** All that the facade does at HelseID. */
export interface Helseid {
  access: NationalAccess;
  login: Login;
  sessions: Pick<Sessions, 'remaining' | 'end'>;
  /** Forgets sessions and tokens. */
  close(): void;
}

/** @param options.publicUrl origin of the facade; `{publicUrl}/helseid/callback` is its redirect URI at HelseID */
export function createHelseid(options: {
  config: HelseidConfig;
  key: ClientKey;
  publicUrl: string;
  log: Logger;
  now?: () => number;
}): Helseid {
  const { config, key, publicUrl, log, now = Date.now } = options;
  const client = createHelseidClient(config, key, `${publicUrl}/helseid/callback`, now);
  const details = (grant: ClinicianGrant, decision: string) => clinicianDetails(config, grant, decision);
  const sessions = createSessions({ client, details, log, now });
  const login = createLogin({ config, client, sessions, log, now });
  const sourceToken = createSourceTokens(config, client, now);
  return {
    access: {
      async asClinician(grant) {
        requireSpeaking(grant.organization.orgnr);
        await sessions.accessToken(grant);
        return async (...request) => {
          const { token, proof } = await sessions.accessToken(grant);
          return await client.fetchWithToken(token, proof, ...request);
        };
      },
      async asSource({ orgnr }) {
        requireSpeaking(orgnr);
        await sourceToken(orgnr);
        return async (...request) => {
          const { token, proof } = await sourceToken(orgnr);
          return await client.fetchWithToken(token, proof, ...request);
        };
      },
      sessionOf: (grant) => sessions.idOf(grant),
      onDrop: (listener) => sessions.onDrop(listener),
    },
    login,
    sessions,
    close: () => sessions.close(),
  };

  function requireSpeaking(orgnr: string): void {
    if (speaksFor(config.organization, orgnr)) return;
    throw new FhirError(403, 'forbidden', 'The HelseID client does not speak for this organisation', {
      reason: 'national-organization-foreign',
    });
  }
}
