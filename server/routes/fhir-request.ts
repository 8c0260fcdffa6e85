import type { Request, ResponseObject, ResponseToolkit, RouteOptionsPayload } from '@hapi/hapi';
import type { Grant } from '../access/grant.ts';
import { parseVersion } from '../delivery/entry-request.ts';
import { FhirError } from '../errors.ts';
import { parseJson } from '../fhir/json-text.ts';
import type { StoredObservation } from '../store/national-store.ts';

/** What data routes are made with. */
export interface FhirRouteOptions {
  /** Base URL of the facade's FHIR API, without a trailing slash. */
  fhirBase: string;
}

/**
 * Forms and single resources are taken as they were sent: hapi's own parser would lose the order and the repetition of
 * parameters, and members that stand twice.
 */
export const smallPayload: RouteOptionsPayload = { parse: 'gunzip', output: 'data', maxBytes: 64 * 1024 };

export function grantOf(request: Request): Grant {
  return request.auth.credentials.grant;
}

/** Reads what a request was asked with; throws 400 or 415 for what cannot be read. */
export type Given = () => URLSearchParams;

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

/** The resource in the body, not looked at yet. */
export function sentResource(request: Request): unknown {
  requireMediaType(request, ['application/fhir+json', 'application/json']);
  return parseJson(bodyText(request));
}

export function idOf(request: Request): string {
  return String(request.params.id);
}

/** A changed resource says which it is: https://hl7.org/fhir/R4/http.html#update */
export function requireSameId(request: Request, type: string, sent: unknown): void {
  if ((sent as { id?: unknown }).id === idOf(request)) return;
  throw new FhirError(400, 'invalid', `${type}.id must be the id of the address`, {
    expression: [`${type}.id`],
    reason: 'id-other',
  });
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

/** `Prefer: return=minimal`: https://hl7.org/fhir/R4/http.html#ops */
export function prefersMinimal(request: Request): boolean {
  return /(^|[,;]\s*)return=minimal\b/i.test(String(request.headers.prefer ?? ''));
}

export function fhirResponse(h: ResponseToolkit, body: string | object): ResponseObject {
  return h.response(body).type('application/fhir+json');
}

/** One version of a resource: its ETag, and when it was received as far as the store says. */
export function versionResponse(
  h: ResponseToolkit,
  body: string | object,
  { version, received }: Pick<StoredObservation, 'version' | 'received'>,
): ResponseObject {
  const response = fhirResponse(h, body).etag(String(version), { weak: true, vary: false });
  return received === undefined
    ? response
    : response.header('Last-Modified', new Date(received).toUTCString());
}

/** The version in the request's `If-Match`: undefined without one, 422 for what is none. */
export function ifMatchOf({ headers }: Request): number | undefined {
  const sent: unknown = headers['if-match'];
  return sent === undefined ? undefined : parseVersion(sent, 'http.If-Match');
}
