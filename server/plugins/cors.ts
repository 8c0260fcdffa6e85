import type { RouteOptionsCors } from '@hapi/hapi';
import type { Register } from '../register.ts';

/** Origins of issuers: of their FHIR bases and the further ones in the register. */
export function issuerOrigins(issuers: Register['ehrs']): string[] {
  return [...new Set(issuers.flatMap(({ iss, origins }) => [new URL(iss).origin, ...origins]))];
}

/** Pages of the facade, the issuers and the further registered origins may read answers; nobody sends cookies. */
export function corsOptions(publicUrl: string, register: Register): RouteOptionsCors {
  return {
    origin: [...new Set([publicUrl, ...issuerOrigins(register.ehrs), ...register.origins])],
    headers: [
      'Accept',
      'Access-Basis',
      'Access-Reason',
      'Authorization',
      'Content-Type',
      'If-Match',
      'If-None-Match',
      'Prefer',
    ],
    exposedHeaders: ['ETag', 'Last-Modified', 'Location', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: 600,
    preflightStatusCode: 204,
  };
}
