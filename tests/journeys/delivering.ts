import { expect } from '@playwright/test';
import { sources } from '#fixtures/sources.ts';
import { bundleText } from '../../launch/deliver/bundle-text.ts';
import { createDeliveryClient, deliverBundle } from '../../launch/deliver/delivery-client.ts';
import { batch } from '../support/observation-builders.ts';
import { stack } from './stack.ts';

/** Delivers measurements to the running facade as the sandbox's first source; the same again is unchanged. */
export async function deliver(...measurements: fhir4.Observation[]): Promise<void> {
  const [source] = sources;
  if (!source) throw new Error('no source');
  const client = createDeliveryClient(stack().fhir, {
    clientId: source.client_id,
    privateJwk: { ...source.private_jwk },
  });
  const performer = [
    {
      identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: source.orgnr },
      display: source.name,
    },
  ];
  const sent = measurements.map((measurement) => ({ ...measurement, performer }));
  const results = await deliverBundle(client, bundleText(batch(...sent) as fhir4.Bundle));
  for (const { outcome } of results) expect(['new', 'unchanged', 'changed']).toContain(outcome);
}
