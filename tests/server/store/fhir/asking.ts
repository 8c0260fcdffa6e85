import type {
  CitizenGrant,
  ClinicianGrant,
  PersonIdentifier,
  SourceGrant,
} from '../../../../server/access/grant.ts';
import type { FhirServerSettings } from '../../../../server/store/fhir/keys.ts';
import type { DeliveringSource } from '../../../../server/store/national-store.ts';
import {
  createGuard,
  type Guard,
  type GuardOptions,
} from '../../../../server/store/remote/resilience/guard.ts';
import { guardDefaults } from '../../../../server/store/remote/remote-defaults.ts';
import { newSession } from '../../../support/session.ts';

export function clinician(person: PersonIdentifier, changes: Partial<ClinicianGrant> = {}): ClinicianGrant {
  return {
    kind: 'clinician',
    session: newSession(),
    iss: 'https://ehr.example/fhir',
    clientId: 'hjemmekurve',
    patient: 'p1',
    person,
    practitioner: { id: 'd1', hpr: '222200063', name: 'Lege Legesen' },
    organization: { orgnr: '958935420', name: 'Oslo kommune' },
    scopes: [],
    expires: Date.now() + 600_000,
    ...changes,
  };
}

export function citizen(person: PersonIdentifier): CitizenGrant {
  return {
    kind: 'citizen',
    session: newSession(),
    iss: 'https://citizens.example/fhir',
    clientId: 'hjemmekurve-innbygger',
    patient: 'p1',
    person,
    actor: { relation: 'self', name: 'Ærlig Bjørk' },
    scopes: ['patient/Observation.rs'],
    expires: Date.now() + 600_000,
  };
}

export function sourceGrant({ orgnr, name }: DeliveringSource): SourceGrant {
  return {
    kind: 'source',
    ...{ orgnr, name },
    clientId: 'source',
    scopes: ['system/Observation.c'],
    expires: Date.now() + 600_000,
  };
}

export function guarded(changes: Partial<GuardOptions> = {}): Guard {
  return createGuard({ name: 'fhir-test', ...guardDefaults, ...changes });
}

export function settingsOf(url: string, changes: Partial<FhirServerSettings> = {}): FhirServerSettings {
  return { url, name: 'FHIR', search: 'post', subject: 'reference', ...changes };
}
