import type { KoaContextWithOIDC } from 'oidc-provider';
import type { HelseidCore } from '../core.ts';
import { completeAttestation } from '../declaration/attestation.ts';
import { combine, doubleStructure, readDeclaration } from '../declaration/declaration.ts';
import type { Declaration } from '../declaration/declaration.ts';
import { DeclarationError } from '../declaration/declaration-error.ts';
import { errors } from '../oidc-library.ts';

const storedType = 'helseid:granted';
const epochSeconds = () => Math.floor(Date.now() / 1000);

/** Runs a step; what is wrong with a declaration becomes an OAuth error. */
export function refuseWrongDeclaration<Result>(step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    if (error.error === 'access_denied') throw new errors.AccessDenied(error.message);
    throw new errors.CustomOIDCProviderError(error.error, error.message);
  }
}

/** Follows what clients declare through `authorization_details` and `assertion_details`. */
export function createDeclarations({ register, population }: HelseidCore) {
  const asserted = new WeakMap<KoaContextWithOIDC, Declaration>();

  const read = ({ oidc }: KoaContextWithOIDC, details: unknown): Declaration => {
    const tenancy = register.client(oidc.client?.clientId ?? '')?.tenancy ?? 'multi-tenant';
    return refuseWrongDeclaration(() => readDeclaration(details, tenancy, epochSeconds()));
  };

  return {
    /** At PAR and token: takes `assertion_details` from a client assertion, and refuses both structures at once. */
    takeAssertion(ctx: KoaContextWithOIDC, { assertion_details: details }: Record<string, unknown>): void {
      const { body = {}, route } = ctx.oidc;
      const isPushed = route === 'pushed_authorization_request';
      const other = body['authorization_details'] ?? (isPushed ? body['request'] : undefined);
      if (details !== undefined && other !== undefined)
        refuseWrongDeclaration(() => {
          throw doubleStructure();
        });
      if (isPushed && details !== undefined)
        throw new errors.InvalidRequest('assertion_details belongs to the token request');
      if (!isPushed && other !== undefined)
        throw new errors.InvalidRequest('authorization_details belongs to the pushed authorization request');
      if (details !== undefined) asserted.set(ctx, read(ctx, details));
    },

    /** At PAR: what is wrong with it is said there. */
    checkPushed: (ctx: KoaContextWithOIDC, detail: object) => void read(ctx, [detail]),

    /** At authorization, when the user is known: what the library is to keep with the code and its refresh tokens. */
    keep: (ctx: KoaContextWithOIDC) => {
      const details = ctx.oidc.params?.['authorization_details'];
      if (details === undefined) return undefined;
      const declaration = read(ctx, JSON.parse(String(details)));
      const { attestation } = declaration;
      const person = population.bySubject(ctx.oidc.account?.accountId ?? '');
      if (attestation && person)
        refuseWrongDeclaration(() => completeAttestation(attestation.detail, person, attestation.toa));
      return [{ type: storedType, ...declaration }];
    },

    /** At token: what the access token is issued on. Throws where both structures hold an attestation. */
    of(ctx: KoaContextWithOIDC): Declaration {
      const { RefreshToken, AuthorizationCode } = ctx.oidc.entities;
      const source = (RefreshToken ?? AuthorizationCode) as { rar?: object[] } | undefined;
      const { type: _type, ...granted } = { type: storedType, ...source?.rar?.[0] };
      return refuseWrongDeclaration(() => combine(granted, asserted.get(ctx) ?? {}));
    },
  };
}

export type Declarations = ReturnType<typeof createDeclarations>;
