import { assertionType } from './client-assertion.ts';
import type { VerifyAssertion } from './client-assertion.ts';
import type { Client, ClientRegister } from './clients.ts';
import type { Form } from './form.ts';
import { OAuthError } from './oauth-error.ts';
import { equalSecrets } from './secrets.ts';

const basicChallenge = 'Basic realm="sandbox-ehr"';

/** Finds out which client is calling, by the one method it is registered with. Throws `invalid_client` (401). */
export type AuthenticateClient = (form: Form, authorization: string | undefined) => Promise<Client>;

export function createClientAuthentication(
  clients: ClientRegister,
  verifyAssertion: VerifyAssertion,
): AuthenticateClient {
  return async (form, authorization) => {
    const { client_assertion: assertion, client_id: clientId } = form;
    const assertionOffered = assertion !== undefined || form['client_assertion_type'] !== undefined;
    if (authorization && assertionOffered) {
      throw new OAuthError('invalid_request', 'The client authenticates in two ways; one is allowed.');
    }
    const client = await identify(form, authorization, assertionOffered);
    if (clientId !== undefined && clientId !== client.id) {
      throw new OAuthError(
        'invalid_client',
        'The client_id is not that of the client that authenticated.',
        401,
      );
    }
    return client;
  };

  async function identify(
    form: Form,
    authorization: string | undefined,
    assertionOffered: boolean,
  ): Promise<Client> {
    if (authorization) return byBasic(authorization);
    if (assertionOffered) return byAssertion(form);
    const client = clients.find(form['client_id'] ?? '');
    if (!client) throw new OAuthError('invalid_client', 'The client_id is missing or unknown.', 401);
    if (client.authentication.method !== 'none') {
      throw new OAuthError(
        'invalid_client',
        `The client must authenticate by ${client.authentication.method}.`,
        401,
      );
    }
    return client;
  }

  function byAssertion(form: Form): Promise<Client> {
    if (form['client_assertion_type'] !== assertionType) {
      throw new OAuthError('invalid_client', `client_assertion_type must be ${assertionType}.`, 401);
    }
    return verifyAssertion(form['client_assertion'] ?? '');
  }

  function byBasic(authorization: string): Client {
    const [id, secret] = readBasic(authorization);
    const client = clients.find(id);
    const registered = client?.authentication;
    if (!client || registered?.method !== 'client_secret_basic' || !equalSecrets(secret, registered.secret)) {
      throw new OAuthError('invalid_client', 'Client id or secret is wrong.', 401, basicChallenge);
    }
    return client;
  }
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function readBasic(authorization: string): [id: string, secret: string] {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  try {
    return [decodeFormPart(id ?? ''), decodeFormPart(secret ?? '')];
  } catch {
    return ['', ''];
  }
}

const decodeFormPart = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
