import { randomUUID } from 'node:crypto';
import type { PersonIdentifier } from '../../access/grant.ts';
import type { PmdSettings } from './pmd-settings.ts';

export interface SearchRequest {
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/**
 * POST /Observation/_search about one person; GET is not allowed there, so no number stands in an address.
 * @param since epoch milliseconds; sent as a full instant
 */
export function searchRequest(
  { url, patientHeader, accessBasis }: PmdSettings,
  { system, value }: PersonIdentifier,
  since?: number,
): SearchRequest {
  return {
    url: new URL(`${url}/Observation/_search`),
    headers: {
      accept: 'application/fhir+json',
      'content-type': 'application/x-www-form-urlencoded',
      'x-correlation-id': randomUUID(),
      ...(patientHeader && { [patientHeader]: value }),
      ...(accessBasis && { [accessBasis.header]: accessBasis.value }),
    },
    body: new URLSearchParams({
      'patient.identifier': `${system}|${value}`,
      ...(since !== undefined && { date: `ge${new Date(since).toISOString()}` }),
    }).toString(),
  };
}
