import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import { sources } from '#fixtures/sources.ts';
import type { PersonIdentifier } from '../../server/access/grant.ts';
import { bundleText } from '../../launch/deliver/bundle-text.ts';
import { createDeliveryClient, deliverBundle } from '../../launch/deliver/delivery-client.ts';
import { batch, fnrSystem, orgnrSystem } from '../support/observation-builders.ts';
import { stack } from './stack.ts';

/** Under what a measurement of a synthetic patient is delivered. */
export function numberOf(patient: string): PersonIdentifier {
  const identifiers = patients.find(({ id }) => id === patient)?.resource.identifier;
  return { system: fnrSystem, value: String(identifiers?.find(({ system }) => system === fnrSystem)?.value) };
}

function firstSource() {
  const [source] = sources;
  if (!source) throw new Error('no source');
  return source;
}

/** What every measurement of the sandbox's first source says: an identifier that none had before, and who delivers. */
export function ofSource(): Pick<fhir4.Observation, 'identifier' | 'performer'> {
  const { orgnr, name } = firstSource();
  return {
    identifier: [{ system: 'https://source.example/measurement', value: randomUUID() }],
    performer: [{ identifier: { system: orgnrSystem, value: orgnr }, display: name }],
  };
}

/** Delivers as the sandbox's first source, and fails unless each has this outcome. */
export async function deliverAsSource(
  outcome: 'new' | 'changed',
  ...observations: fhir4.Observation[]
): Promise<void> {
  const { client_id: clientId, private_jwk } = firstSource();
  const client = createDeliveryClient(stack().fhir, { clientId, privateJwk: { ...private_jwk } });
  const results = await deliverBundle(client, bundleText(batch(...observations) as fhir4.Bundle));
  expect(results.map((each) => each.outcome)).toEqual(observations.map(() => outcome));
}
