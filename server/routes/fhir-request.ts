import type { Request, ResponseObject, ResponseToolkit, RouteOptionsPayload } from '@hapi/hapi';
import type { Grant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import type { StoredObservation } from '../store/national-store.ts';

/** What data routes are made with. */
export interface FhirRouteOptions {
  /** Base URL of the facade's FHIR API, without a trailing slash. */
  fhirBase: string;
}

/** Forms are taken as they were sent: hapi's own parser would lose the order and the repetition of parameters. */
export const formPayload: RouteOptionsPayload = { parse: 'gunzip', output: 'data', maxBytes: 64 * 1024 };

export function grantOf(request: Request): Grant {
  return request.auth.credentials.grant;
}

/** Parameters of the URL. */
export function queryOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.url.search);
}

/** Parameters of the URL and of a form in the body together. */
export function formOf(request: Request): URLSearchParams {
  requireMediaType(request, ['application/x-www-form-urlencoded']);
  const form = new URLSearchParams(bodyText(request));
  return new URLSearchParams([...queryOf(request), ...form]);
}

export function bodyText({ payload }: Request): string {
  return utf8Text(Buffer.isBuffer(payload) ? payload : Buffer.alloc(0));
}

export function utf8Text(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FhirError(400, 'structure', 'The body is not UTF-8', { reason: 'encoding-invalid', cause });
  }
}

export function requireMediaType(request: Request, allowed: readonly string[]): string {
  const sent =
    String(request.headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  if (!allowed.includes(sent)) {
    throw new FhirError(415, 'not-supported', `The Content-Type must be ${allowed.join(' or ')}`, {
      reason: 'media-type',
    });
  }
  return sent;
}

/** `Prefer: handling=strict`: https://hl7.org/fhir/R4/search.html#errors */
export function isStrict(request: Request): boolean {
  return /(^|[,;]\s*)handling=strict\b/i.test(String(request.headers.prefer ?? ''));
}

/** `Prefer: return=OperationOutcome`: https://hl7.org/fhir/R4/http.html#ops */
export function prefersOutcome(request: Request): boolean {
  return /(^|[,;]\s*)return=OperationOutcome\b/i.test(String(request.headers.prefer ?? ''));
}

export function fhirResponse(h: ResponseToolkit, body: string | object): ResponseObject {
  return h.response(body).type('application/fhir+json');
}

/** One version of an Observation: its ETag, and when it was received as far as the store says. */
export function versionResponse(
  h: ResponseToolkit,
  body: string,
  { version, received }: StoredObservation,
): ResponseObject {
  const response = fhirResponse(h, body).etag(String(version), { weak: true, vary: false });
  return received === undefined
    ? response
    : response.header('Last-Modified', new Date(received).toUTCString());
}
