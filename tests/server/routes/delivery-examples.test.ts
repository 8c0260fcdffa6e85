import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { canonicalBase } from '../../../server/clinical/canonical.ts';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { enrolDelivering } from '../../support/organizations.ts';

/**
 * HL7 Norway's examples of VkpObservation and NHN's published deliveries, rebuilt with synthetic persons: all are
 * accepted, and come back as they were sent but for what the facade adds.
 */
const folder = new URL('../delivery/examples/', import.meta.url);
const deliverer = { orgnr: '994598759', name: 'Norsk helsenett' };

/** Per file, what each entry is told: reasons of doubts, or of the refusal. What follows the profile is told nothing. */
const told: Record<string, string[][]> = {
  'nhn-cfs-and-body-weight.json': [[], ['vkp-performer']],
  'nhn-empty-effective.json': [['time-missing'], ['missing-unit', 'time-missing', 'vkp-performer']],
  'nhn-oxygen-saturation.json': [['vkp-performer', 'vkp-effective']],
  'nhn-patient-beside.json': [['resource-type'], ['vkp-performer']],
  'vkp-blood-pressure.json': [[]],
  'vkp-body-temperature.json': [[]],
  'vkp-body-weight.json': [[]],
  'vkp-cfs.json': [[]],
  'vkp-consciousness.json': [[]],
  'vkp-glucose.json': [[]],
  'vkp-heart-rate.json': [[]],
  'vkp-news2.json': [[]],
  'vkp-oxygen-saturation.json': [[]],
  'vkp-respiratory-rate.json': [[]],
};

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
  await enrolDelivering(facade.database.pool, deliverer);
});
afterAll(() => facade.stop());

test('every example file is tried', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(told));
});

test.each(Object.entries(told))('%s', async (file, expected) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const isBundle = (JSON.parse(text) as fhir4.FhirResource).resourceType === 'Bundle';
  const body = isBundle
    ? text
    : `{"resourceType":"Bundle","type":"batch","entry":[{"resource":${text},"request":{"method":"POST","url":"Observation"}}]}`;
  const answer = await facade.ask('', {
    method: 'POST',
    token: await facade.source(deliverer),
    headers: { 'Content-Type': 'application/fhir+json' },
    body,
  });
  const answers = (answer.body as fhir4.Bundle).entry ?? [];
  expect(answers.map(({ response }) => reasonsOf(response))).toEqual(expected);

  const sent = (exact(body) as fhir4.Bundle<fhir4.FhirResource>).entry ?? [];
  for (const [index, { resource }] of sent.entries()) {
    const response = answers[index]?.response;
    if (resource?.resourceType !== 'Observation') {
      expect(response?.status).toBe('422 Unprocessable Entity');
      continue;
    }
    expect(response?.status).toBe('201 Created');
    const person = resource.subject?.identifier as PersonIdentifier;
    const read = await facade.ask(`/${response?.location?.replace(/\/_history.*/, '')}`, {
      token: await facade.clinician(person),
    });
    expect(asSent(exact(read.text) as fhir4.Observation)).toEqual(withoutIdentity(resource));
  }
});

function reasonsOf(response: fhir4.BundleEntryResponse | undefined): string[] {
  const { issue = [] } = (response?.outcome ?? {}) as Partial<fhir4.OperationOutcome>;
  return issue.map(({ details }) => details?.coding?.[0]?.code ?? '');
}

/** JSON with its numbers as they are written: 36.0 is not 36. */
function exact(text: string): unknown {
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return JSON.parse(text.replace(tokens, (token) => (token.startsWith('"') ? token : `"number ${token}"`)));
}

function withoutIdentity({ id: _, meta: __, subject: ___, ...rest }: fhir4.Observation): object {
  return rest;
}

/** Without what the facade adds: interpretations and ranges that name the origin of a limit, and extensions of ours. */
function asSent(observation: fhir4.Observation): object {
  const { component, ...rest } = observation;
  return {
    ...withoutIdentity(withoutAdditions(rest)),
    ...(component && { component: component.map(withoutAdditions) }),
  };
}

function withoutAdditions<T extends object>(element: T): T {
  const kept = Object.entries(element).map(([name, value]): [string, unknown] => [
    name,
    ['interpretation', 'referenceRange', 'extension'].includes(name)
      ? withoutOurs(value as fhir4.Element[])
      : value,
  ]);
  return Object.fromEntries(kept.filter(([, value]) => !Array.isArray(value) || value.length > 0)) as T;
}

function withoutOurs(elements: (fhir4.Element & { url?: string })[]): fhir4.Element[] {
  const isOurs = (url: string | undefined) => url?.startsWith(`${canonicalBase}/`) === true;
  return elements.filter(
    ({ url, extension = [] }) => !isOurs(url) && !extension.some((each) => isOurs(each.url)),
  );
}
