import type { AuthCredentials, Request, ServerAuthScheme } from '@hapi/hapi';
import type { PmdCore } from '../core.ts';
import type { HelseIdToken, ReadToken } from './access-token.ts';
import type { VerifyProof } from './dpop-proof.ts';
import { insufficient, unauthorized } from './refused.ts';

/** Who a strategy of the scheme lets in. */
export interface Entry {
  scope: string;
  /** A person at security level 4, not a system alone. */
  user: boolean;
}

/**
 * hapi's scheme for HelseID with DPoP: scheme, token, proof, scope, person, in that order. A Bearer token never passes,
 * not even one that is bound to no key.
 */
export function helseIdScheme(
  core: Pick<PmdCore, 'publicUrl'>,
  readToken: ReadToken,
  verifyProof: VerifyProof,
): ServerAuthScheme {
  return (_server, options) => {
    const entry = options as Entry;
    return {
      authenticate: async (request, h) => {
        const token = dpopToken(headerOf(request, 'authorization'));
        const access = await readToken(token);
        const method = request.method.toUpperCase();
        const url = core.publicUrl + request.path;
        await verifyProof(headerOf(request, 'dpop'), { method, url, token, jkt: access.jkt });
        admit(access, entry);
        return h.authenticated({ credentials: { helseId: access } as unknown as AuthCredentials });
      },
    };
  };
}

/** The token of a request that passed the scheme. */
export function helseIdTokenOf(request: Request): HelseIdToken {
  return (request.auth.credentials as unknown as { helseId: HelseIdToken }).helseId;
}

function dpopToken(authorization: string | undefined): string {
  if (authorization === undefined) throw unauthorized('An access token of HelseID is needed.');
  const token = /^DPoP +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw unauthorized('The access token must come with the authorization scheme DPoP.', 'invalid_token');
  }
  return token;
}

function admit({ scopes, pid, securityLevel }: HelseIdToken, { scope, user }: Entry): void {
  if (!scopes.has(scope)) throw insufficient(`The access token lacks the scope ${scope}.`);
  if (!user) return;
  if (pid === undefined) throw insufficient('The access token names no person: the claim pid is missing.');
  if (securityLevel !== '4') throw insufficient('The person is not logged in at security level 4.');
}

function headerOf(request: Request, name: string): string | undefined {
  const value: unknown = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
