import type { Request } from '@hapi/hapi';
import type { Opening } from '../access/decide.ts';
import { requireReader } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import type { ReadingRequest } from '../reading/reading.ts';
import { grantOf } from './fhir-request.ts';

/** The codes of the sister APIs' `access-basis`, as far as they open a general restriction. */
const bases: Record<string, Opening['by']> = { SAMTYKKE: 'consent', AKUTT: 'emergency' };
const shortestReason = 5;
const longestReason = 1000;

/** What a data route asks for, and on what basis. */
export function readingRequest(
  request: Request,
  letter: ReadingRequest['letter'],
  action: ReadingRequest['action'],
): ReadingRequest {
  const opening = openingOf(request);
  return {
    grant: requireReader(grantOf(request), letter),
    letter,
    action,
    id: request.app.id,
    left: leftSignal(request),
    ...(opening && { opening }),
  };
}

/** Aborted when the connection of the request has closed. */
function leftSignal({ raw: { res } }: Request): AbortSignal {
  const left = new AbortController();
  res.once('close', () => left.abort());
  return left.signal;
}

/**
 * Headers `access-basis` (SAMTYKKE or AKUTT) and `access-reason` (the clinician's words, percent-encoded UTF-8): both, or
 * neither.
 */
export function openingOf({ headers }: Request): Opening | undefined {
  const { 'access-basis': basis, 'access-reason': encoded } = headers as Record<string, string | undefined>;
  if (basis === undefined && encoded === undefined) return undefined;
  const by = bases[basis ?? ''];
  if (!by) throw headerError('access-basis', `must be ${Object.keys(bases).join(' or ')}`);
  const reason = decoded(encoded ?? '').trim();
  if (reason.length < shortestReason || reason.length > longestReason) {
    throw headerError('access-reason', `must say why, in ${shortestReason} to ${longestReason} characters`);
  }
  return { by, reason };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw headerError('access-reason', 'must be percent-encoded UTF-8');
  }
}

function headerError(header: string, rule: string): FhirError {
  return new FhirError(400, 'value', `Header "${header}" ${rule}`, { reason: 'header-invalid' });
}
