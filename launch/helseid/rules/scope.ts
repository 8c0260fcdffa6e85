import { decodeJwt } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from '../oidc-library.ts';
import { words } from '../scopes.ts';

/** What a client asks for beyond its registration is refused, not left out. */
export function checkScope(asked: unknown, registered: readonly string[]): void {
  const beyond = words(String(asked ?? '')).filter((scope) => !registered.includes(scope));
  if (beyond.length > 0)
    throw new errors.InvalidScope('The client is not registered for the scope', beyond.join(' '));
}

/** The scope as the client sent it, before the library takes from it what it takes consent for. */
export function sentScope({ oidc }: KoaContextWithOIDC): string | undefined {
  const pushed = oidc.entities.PushedAuthorizationRequest as { request?: string } | undefined;
  const request = pushed?.request ?? oidc.body?.['request'];
  const scope = request === undefined ? oidc.body?.['scope'] : decodeJwt(String(request))['scope'];
  return typeof scope === 'string' ? scope : undefined;
}

/**
 * HelseID asks for no consent and gives `offline_access` to whom it is registered for; the library drops it without
 * `prompt=consent`. Put back at PAR and again when the pushed request is loaded.
 */
export function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { params } = ctx.oidc;
  if (!params || !words(sentScope(ctx)).includes('offline_access')) return;
  params['scope'] = [...new Set([...words(String(params['scope'] ?? '')), 'offline_access'])].join(' ');
}
