import type { EhrRegistration } from '../register.ts';
import { createBackendToken } from './backend-token.ts';
import type { EhrEndpoints } from './discovery.ts';
import { EhrError } from './ehr-error.ts';
import { requestJson } from './json-request.ts';
import { toSubjectToken } from './subject-token.ts';
import type { SubjectToken } from './subject-token.ts';

/** Answers what a token stands for; undefined when the EHR says it is not active. Throws {@link EhrError}. */
export type VerifySubjectToken = (
  token: string,
  endpoints: EhrEndpoints,
) => Promise<SubjectToken | undefined>;

/** Asks the EHR (RFC 7662), with a backend-service token of the facade's own. Answers are not kept. */
export function createIntrospection(
  client: NonNullable<EhrRegistration['introspection']>,
): VerifySubjectToken {
  const backend = createBackendToken(client);
  return async (token, endpoints) => {
    const { introspection } = endpoints;
    if (!introspection)
      throw new EhrError('malformed', 'Introspection: the EHR has no introspection_endpoint');
    const bearer = await backend.get(endpoints.token);
    const answer = await requestJson('Introspection', introspection, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}` },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
    }).catch((error: unknown) => {
      if (error instanceof EhrError && isRefusal(error)) backend.forget();
      throw error;
    });
    if (typeof answer.active !== 'boolean')
      throw new EhrError('malformed', 'Introspection: active is not a boolean');
    return answer.active ? toSubjectToken('Introspection', answer) : undefined;
  };
}

function isRefusal({ failure }: EhrError): boolean {
  return failure === 'unauthorized' || failure === 'refused';
}
