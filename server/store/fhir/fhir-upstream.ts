import { malformed, toStoreFailure } from '../remote/failures.ts';
import { notFor } from '../remote/not-for.ts';
import type { Guard } from '../remote/resilience/guard.ts';
import type { AskUpstream, TakeObservation, Upstream } from '../remote/upstream.ts';
import type { PersonIdentifier } from '../../access/grant.ts';
import { deliverObservations } from './deliver-observations.ts';
import { createFhirClient } from './fhir-client.ts';
import type { FhirServerSettings } from './keys.ts';
import { anyOf, findPatients } from './patients.ts';
import { searchPages, token, type FhirServer } from './search.ts';
import { requireSubjectHere } from './subject.ts';

export interface FhirUpstreamOptions {
  settings: FhirServerSettings;
  guard: Guard;
}

/** Milliseconds until all pages are there; the app waits 30 s. */
const patience = 25_000;

/** Any FHIR R4 server, asked with the facade's own token. What is relied on, and what is not: README.md. */
export function createFhirUpstream({ settings, guard }: FhirUpstreamOptions): Upstream {
  const client = createFhirClient(settings);
  const server: FhirServer = { settings, client, guard };
  return {
    async observations(reader, person, begin, { signal, since } = {}) {
      if (reader.kind !== 'clinician') throw notFor(reader);
      const late = AbortSignal.timeout(patience);
      const whole = signal ? AbortSignal.any([signal, late]) : late;
      try {
        await readObservations(server, person, begin(), {
          signal: whole,
          ...(since !== undefined && { since }),
        });
      } catch (error) {
        throw signal?.aborted ? error : toStoreFailure(error);
      }
    },

    deliver: (_source, measurements) => deliverObservations(server, measurements),

    async health(signal) {
      try {
        const { resource } = await client.capabilities(signal);
        requireR4(resource);
      } catch (error) {
        throw toStoreFailure(error);
      }
    },

    openSession: async (reader) =>
      reader.kind === 'clinician'
        ? JSON.stringify([reader.iss, reader.practitioner.hpr, reader.organization.orgnr])
        : undefined,
  };
}

async function readObservations(
  server: FhirServer,
  person: PersonIdentifier,
  take: TakeObservation,
  { signal, since }: AskUpstream,
): Promise<void> {
  const patients = await findPatients(server, person, signal);
  const date = since !== undefined && { date: `ge${new Date(since).toISOString()}` };
  const questions = [
    ...(patients.length > 0 ? [{ patient: anyOf(patients) }] : []),
    ...(server.settings.subject === 'reference' ? [] : [{ 'subject:identifier': token(person) }]),
  ];
  for (const parameters of questions) {
    for await (const page of searchPages(server, 'Observation', { ...parameters, ...date }, person, signal)) {
      for (const { resource, text } of page) {
        requireSubjectHere(resource as unknown as fhir4.Observation, person, patients, server.settings.url);
        take(resource, text);
      }
    }
  }
}

function requireR4({ resourceType, fhirVersion }: Record<string, unknown>): void {
  if (resourceType !== 'CapabilityStatement') throw malformed('is not a CapabilityStatement');
  if (typeof fhirVersion !== 'string' || !/^4\.0(\.\d+)?$/.test(fhirVersion)) {
    throw malformed('says that it is not a FHIR R4 server: its fhirVersion is not 4.0.x');
  }
}
