import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { patients } from '#fixtures/patients.ts';
import { sources } from '#fixtures/sources.ts';
import type { PersonIdentifier } from '../../server/access/grant.ts';
import { bundleText } from '../../launch/deliver/bundle-text.ts';
import { createDeliveryClient, deliverBundle } from '../../launch/deliver/delivery-client.ts';
import type { EntryResult } from '../../launch/deliver/entry-result.ts';
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

/** An identifier that no measurement had before. */
export function newIdentifier(): Pick<fhir4.Observation, 'identifier'> {
  return { identifier: [{ system: 'https://source.example/measurement', value: randomUUID() }] };
}

/** Delivers as the sandbox's first source; fails unless each has one of these outcomes. */
export async function deliverAsSource(
  outcomes: readonly EntryResult['outcome'][],
  ...observations: fhir4.Observation[]
): Promise<void> {
  const { client_id: clientId, private_jwk, orgnr, name } = firstSource();
  const performer = [{ identifier: { system: orgnrSystem, value: orgnr }, display: name }];
  const client = createDeliveryClient(stack().fhir, { clientId, privateJwk: { ...private_jwk } });
  const sent = observations.map((each) => ({ ...each, performer }));
  const results = await deliverBundle(client, bundleText(batch(...sent) as fhir4.Bundle));
  expect(results).toHaveLength(sent.length);
  for (const { outcome } of results) expect(outcomes).toContain(outcome);
}
