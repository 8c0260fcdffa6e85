import type { KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import { errors } from './oidc-library.ts';
import type { HelseidCore } from './core.ts';
import { commonScopes, words } from './scopes.ts';

/** The audience of tokens for nothing but HelseID itself. */
const ownAudience = (issuer: string) => `${issuer}/resources`;

/** Every access token is for one API: the one that `resource` names, else the one whose scopes are asked for. */
export function resourceIndicators({ issuer, register, behaviour }: HelseidCore) {
  const audiencesOf = (scope: unknown) => {
    const asked = words(String(scope ?? ''));
    return register.apis
      .filter(({ scopes }) => scopes.some((one) => asked.includes(one)))
      .map(({ audience }) => audience);
  };
  return {
    enabled: true as const,
    defaultResource: ({ oidc }: KoaContextWithOIDC, _client: unknown, oneOf?: readonly string[]) => {
      if (oneOf) return [...oneOf];
      const [audience = ownAudience(issuer), ...others] = audiencesOf(oidc.params?.['scope']);
      if (others.length > 0)
        throw new errors.InvalidTarget('An access token is for one API: say with resource which one');
      return audience;
    },
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx: KoaContextWithOIDC, resource: string): ResourceServer => {
      const api = register.apis.find(({ audience }) => audience === resource);
      if (!api && resource !== ownAudience(issuer)) throw new errors.InvalidTarget('The API is unknown');
      return {
        audience: resource,
        scope: [...commonScopes, ...(api?.scopes ?? [])].join(' '),
        accessTokenFormat: 'jwt',
        accessTokenTTL: behaviour.tokenLifetime,
        jwt: { sign: { alg: 'RS256' } },
      };
    },
  };
}
