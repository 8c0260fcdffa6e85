import type { Configuration, KoaContextWithOIDC, Provider as OidcProvider } from 'oidc-provider';
import { accessClaims, personClaims, profileClaims } from './claims.ts';
import { clientMetadata } from './clients.ts';
import type { HelseidCore } from './core.ts';
import { attestationType } from './declaration/attestation.ts';
import { organizationType } from './declaration/organization.ts';
import { errorPage } from './login/error-page.ts';
import { createMemory } from './memory.ts';
import { interactionPolicy, Provider } from './oidc-library.ts';
import { resourceIndicators } from './resources.ts';
import { checkClientAssertion, leeway } from './rules/client-assertion.ts';
import { createDeclarations, refuseWrongDeclaration } from './rules/declarations.ts';
import { requireRecentProof } from './rules/proof.ts';
import { createRefreshRules } from './rules/refresh-token.ts';
import { requireRequestClaims } from './rules/request-object.ts';
import { checkScope, keepOfflineAccess, sentScope } from './rules/scope.ts';
import { commonScopes, identityScopes } from './scopes.ts';

const ecAndRsa = ['RS', 'PS', 'ES'].flatMap((family) => [256, 384, 512].map((bits) => `${family}${bits}`));
/** Seconds. The first is how long refresh tokens of one login work, however often they are rotated. */
const lifetime = { refresh: 24 * 3600, session: 10 * 3600, code: 60, login: 600 };

export const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
export const sessionLifetime = lifetime.session;

/** HelseID's rules on oidc-provider's machinery. */
export function createProvider(core: HelseidCore): OidcProvider {
  const { issuer, keys, population, register } = core;
  const declarations = createDeclarations(core);
  const refreshing = createRefreshRules(lifetime.refresh);
  const registered = (ctx: KoaContextWithOIDC) => register.client(ctx.oidc.client?.clientId ?? '');
  const typeOf = { validate: declarations.checkPushed };
  const policy = interactionPolicy.base();
  policy.remove('consent');

  const provider = new Provider(issuer, {
    adapter: createMemory((id) => {
      const client = register.client(id);
      return client && clientMetadata(client);
    }),
    jwks: { keys: [keys.signing] } as Configuration['jwks'],
    cookies: {
      names: { session: 'helseid.session', interaction: 'helseid.login', resume: 'helseid.resume' },
      keys: [keys.cookieSecret],
      long: cookie,
      short: cookie,
    },
    routes: {
      authorization: '/connect/authorize',
      token: '/connect/token',
      pushed_authorization_request: '/connect/par',
      jwks: '/.well-known/openid-configuration/jwks',
    },
    discovery: { userinfo_endpoint: `${issuer}/connect/userinfo` },
    scopes: [...commonScopes, ...register.apis.flatMap(({ scopes }) => scopes)],
    claims: identityScopes,
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientAuthMethods: ['private_key_jwt'],
    clientDefaults: { token_endpoint_auth_method: 'private_key_jwt', grant_types: [], response_types: [] },
    enabledJWA: {
      clientAuthSigningAlgValues: ecAndRsa,
      requestObjectSigningAlgValues: ecAndRsa,
      dPoPSigningAlgValues: ecAndRsa,
      idTokenSigningAlgValues: ['RS256'],
    } as NonNullable<Configuration['enabledJWA']>,
    allowOmittingSingleRegisteredRedirectUri: false,
    clockTolerance: leeway,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    assertJwtClientAuthClaimsAndHeader: (ctx, claims, header) => {
      checkClientAssertion(ctx, claims, header);
      requireRecentProof(ctx);
      declarations.takeAssertion(ctx, claims);
      if (ctx.oidc.route === 'token') checkScope(ctx.oidc.body?.['scope'], registered(ctx)?.scopes ?? []);
    },
    extraParams: {
      scope: (ctx) => {
        checkScope(sentScope(ctx), registered(ctx)?.scopes ?? []);
        keepOfflineAccess(ctx);
      },
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      requestObjects: { enabled: true, assertJwtClaimsAndHeader: requireRequestClaims },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      dPoP: {
        enabled: true,
        nonceSecret: Buffer.from(keys.nonceSecret, 'base64url'),
        requireNonce: () => true,
      },
      resourceIndicators: resourceIndicators(core),
      richAuthorizationRequests: {
        enabled: true,
        types: { [organizationType]: typeOf, [attestationType]: typeOf },
        authorizationDetailsForGrantSource: declarations.keep,
        authorizationDetailsForAccessToken: () => undefined,
      },
    },
    interactions: { policy, url: (_ctx, interaction) => `/login/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        accountId: ctx.oidc.account?.accountId ?? '',
        clientId: ctx.oidc.client?.clientId ?? '',
      });
      const asked = String(ctx.oidc.params?.['scope'] ?? '');
      grant.addOIDCScope(asked);
      for (const resource of Object.keys(ctx.oidc.resourceServers ?? {}))
        grant.addResourceScope(resource, asked);
      await grant.save();
      return grant;
    },
    findAccount: (_ctx, sub, token) => {
      const person = population.bySubject(sub);
      if (!person) return undefined;
      const sid = (token as { sessionUid?: string } | undefined)?.sessionUid;
      return {
        accountId: sub,
        claims: () => ({ sub, sid, ...profileClaims(person), ...personClaims(person) }),
      };
    },
    extraTokenClaims: (ctx, token) => {
      const client = registered(ctx);
      if (!client) return undefined;
      const { accountId, sessionUid } = token as { accountId?: string; sessionUid?: string };
      const person = accountId === undefined ? undefined : population.bySubject(accountId);
      const claims = refuseWrongDeclaration(() => accessClaims(client, declarations.of(ctx), person));
      return { nbf: Math.floor(Date.now() / 1000), ...(sessionUid && { sid: sessionUid }), ...claims };
    },
    expiresWithSession: () => false,
    issueRefreshToken: async (ctx, client, source) => {
      const wanted = client.grantTypeAllowed('refresh_token') && source.scopes.has('offline_access');
      if (wanted) await refreshing.bind(ctx, source.grantId ?? '');
      return wanted;
    },
    rotateRefreshToken: async (ctx) => {
      await refreshing.checkKey(ctx);
      declarations.of(ctx);
      await refreshing.spend(ctx);
      return true;
    },
    renderError: (ctx, out) => errorPage(ctx, out),
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? core.behaviour.tokenLifetime,
      ClientCredentials: (_ctx, token) =>
        token.resourceServer?.accessTokenTTL ?? core.behaviour.tokenLifetime,
      AuthorizationCode: lifetime.code,
      Grant: lifetime.refresh,
      IdToken: 300,
      Interaction: lifetime.login,
      RefreshToken: (ctx) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? lifetime.refresh,
      Session: lifetime.session,
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as KoaContextWithOIDC;
    const body = ctx.body as Record<string, unknown> | undefined;
    if (oidc?.route === 'token' && body?.['refresh_token'] !== undefined)
      body['rt_expires_in'] = oidc.entities.RefreshToken?.remainingTTL;
  });
  return provider;
}
