import type { PersonIdentifier } from '../../access/grant.ts';
import { textOf } from '../../clinical/untrusted.ts';
import { isFhirId } from '../../ehr/fhir-reader.ts';
import { contentDigest } from '../../delivery/digest.ts';
import type { Deliverable } from '../deliverable.ts';
import { receive } from '../remote/received.ts';
import { anyOf } from './patients.ts';
import { searchPages, token, type FhirServer } from './search.ts';
import { requireSubjectHere } from './subject.ts';

/** What the server has of a measurement. */
export interface Known {
  id: string;
  /** As the server names it; absent when it keeps no versions. */
  version?: string;
  lastUpdated: number;
  digest: string;
}

/** How many identifiers are asked about at once. */
const mostIdentifiers = 25;

/**
 * Finds what the server has of one person's measurements, by `identityOf`. What a measurement is the same as is decided
 * here and not by the server: an identifier is its source's own, and another's may be equal to it.
 */
export async function findKnown(
  server: FhirServer,
  person: PersonIdentifier,
  patients: readonly string[],
  measurements: readonly Deliverable[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  const identifiers = [...new Set(measurements.flatMap(identifierToken))];
  for (let from = 0; from < identifiers.length; from += mostIdentifiers) {
    const parameters = {
      patient: anyOf(patients),
      identifier: identifiers.slice(from, from + mostIdentifiers).join(','),
    };
    for await (const page of searchPages(server, 'Observation', parameters, person)) {
      for (const { resource } of page) {
        const observation = resource as unknown as fhir4.Observation;
        requireSubjectHere(observation, person, patients, server.settings.url);
        keepNewest(known, observation);
      }
    }
  }
  return known;
}

/** Which measurement of its person an Observation is, as reading decides it: by its source and identifier. */
export function identityOf(observation: fhir4.Observation, subject = observation.subject): string {
  const { content, identifier } = receive({ ...observation, subject } as fhir4.Observation, '');
  return `${content.source}|${identifier}`;
}

/** Of two that are the same to us, which a race can leave behind, the last one stands, as when they are read. */
function keepNewest(known: Map<string, Known>, observation: fhir4.Observation): void {
  const { id, meta } = observation;
  const identity = identityOf(observation);
  if (typeof id !== 'string' || !isFhirId(id)) return;
  const version = textOf(meta?.versionId);
  const lastUpdated = Date.parse(textOf(meta?.lastUpdated) ?? '') || 0;
  const before = known.get(identity);
  if (before && before.lastUpdated >= lastUpdated) return;
  known.set(identity, {
    ...{ id, lastUpdated, digest: contentDigest(observation) },
    ...(version && { version }),
  });
}

function identifierToken({ original }: Deliverable): string[] {
  const { identifier } = JSON.parse(original) as fhir4.Observation;
  const own = identifier?.find(({ value }) => value);
  return own?.value ? [token({ system: own.system, value: own.value })] : [];
}
