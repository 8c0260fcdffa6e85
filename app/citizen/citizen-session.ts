import { FhirConnection } from '../fhir/connection.ts';
import { toPatientIdentity } from '../fhir/patient.ts';
import { readPatient } from '../opening.svelte.ts';
import { sessionOf, type Session } from '../session.ts';
import type { Configuration } from '../smart/configuration.ts';
import { exchange, type FacadeGrant, type Relation } from '../smart/exchange.ts';
import { FacadeToken } from '../smart/facade-token.ts';
import { Failure } from '../smart/failure.ts';
import { completeLaunch } from '../smart/oauth.ts';
import { revokeAt } from '../smart/revocation.ts';

/** One patient in one login, and by what right they are read about. */
export interface CitizenSession extends Session {
  readonly connection: FhirConnection;
  /** As the facade decided, not as the page was told. */
  readonly relation: Relation;
  /**
   * Takes the tokens out of this tab at once and ends them, here and where one logs in. Resolves to whether all of it was
   * confirmed; never rejects.
   */
  end(): Promise<boolean>;
}

/** Completes the login, or resumes it after a reload. Call once per page. @throws {Failure | FhirError} */
export async function openCitizenSession(
  callback: { state: string; code?: string },
  { fhir, token, revoke, citizenIssuers, storeElsewhere }: Configuration,
  signal: AbortSignal,
): Promise<CitizenSession> {
  const login = await completeLaunch(callback, { issuers: citizenIssuers });
  let relation: Relation | undefined;
  const tokens = new FacadeToken(login, async (subject): Promise<FacadeGrant> => {
    const grant = await exchange(token, login.iss, subject);
    // On a birthday of the child's the same login gives another right: what is on the page is not its to show.
    if (relation !== undefined && grant.relation !== relation) throw new Failure('expired', 'relation');
    relation = grant.relation;
    return grant;
  });
  await tokens.bearer();
  if (!relation) throw new Failure('unexpected', 'relation');
  const patient = toPatientIdentity(await readPatient(login, signal));
  const connection = new FhirConnection(fhir, tokens);
  return {
    ...sessionOf({ patient, id: login.patient, connection, storeElsewhere: storeElsewhere ?? false }),
    connection,
    relation,
    end: async () => {
      const ended = await Promise.all([login.end(), endAtFacade(tokens, revoke)]);
      return ended.every(Boolean);
    },
  };
}

async function endAtFacade(tokens: FacadeToken, endpoint: string): Promise<boolean> {
  const token = await tokens.take();
  return token === undefined || (await revokeAt(endpoint, { token, kind: 'access_token' }));
}
