import type { RouteOptionsCors } from '@hapi/hapi';
import type { Register } from '../register.ts';

/** Origins of an EHR: of its FHIR base and the further ones in the register. */
export function ehrOrigins(register: Register): string[] {
  return [...new Set(register.ehrs.flatMap(({ iss, origins }) => [new URL(iss).origin, ...origins]))];
}

/** Pages of the facade, the EHRs and the further registered origins may read answers; nobody sends cookies. */
export function corsOptions(publicUrl: string, register: Register): RouteOptionsCors {
  return {
    origin: [...new Set([publicUrl, ...ehrOrigins(register), ...register.origins])],
    headers: ['Accept', 'Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Prefer'],
    exposedHeaders: ['ETag', 'Last-Modified', 'Location', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: 600,
    preflightStatusCode: 204,
  };
}
