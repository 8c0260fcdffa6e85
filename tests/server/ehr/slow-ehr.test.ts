import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EhrError } from '../../../server/ehr/ehr-error.ts';
import { createFhirReader } from '../../../server/ehr/fhir-reader.ts';
import { requestJson } from '../../../server/ehr/json-request.ts';
import { json, redirectTo, silence, startStandInEhr, status } from './stand-in-ehr.ts';
import type { StandInEhr } from './stand-in-ehr.ts';

let ehr: StandInEhr;
beforeAll(async () => {
  ehr = await startStandInEhr();
});
afterAll(() => ehr.stop());

const failure = async (pending: Promise<unknown>) => {
  const error = await pending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof EhrError ? error : undefined;
};

describe('an EHR that takes a request and never answers', () => {
  test('is given up', async () => {
    ehr.answer('/fhir/Patient/p1', silence);
    ehr.answer('/silent', silence);
    const [read, asked] = await Promise.all([
      failure(createFhirReader(ehr.iss, 'token').read('Patient', 'p1')),
      failure(requestJson('Discovery', `${ehr.url}/silent`)),
    ]);
    expect(read).toMatchObject({ failure: 'unavailable', message: 'Patient read: no answer in time' });
    expect(asked).toMatchObject({ failure: 'unavailable', message: 'Discovery: no answer in time' });
  });

  test('so is one that answers without end', async () => {
    ehr.answer('/endless', (_request, response) => {
      const more = () => response.write('['.repeat(64_000), more);
      more();
    });
    expect(await failure(requestJson('Discovery', `${ehr.url}/endless`))).toMatchObject({
      failure: 'malformed',
    });
  });
});

describe('a FHIR reader', () => {
  test.each([
    ['an empty body', (_: unknown, response: { end(): unknown }) => void response.end(), 'malformed'],
    ['a number', json(7), 'malformed'],
    ['a list', json([]), 'malformed'],
    ['another type', json({ resourceType: 'Person', id: 'p1' }), 'malformed'],
    ['another id', json({ resourceType: 'Patient', id: 'p2' }), 'malformed'],
    ['a redirect', redirectTo('https://other.example'), 'unavailable'],
    ['429', status(429), 'unavailable'],
    ['410', status(410), 'refused'],
  ])('names %s', async (_what, answer, expected) => {
    ehr.answer('/fhir/Patient/p1', answer as never);
    const error = await failure(createFhirReader(ehr.iss, 'token').read('Patient', 'p1'));
    expect(error?.failure).toBe(expected);
    expect(`${error?.message}${error?.cause}`).not.toMatch(/p1|p2|token|http/);
  });

  test.each([
    '..',
    '../Person/1',
    'a/b',
    'a?b',
    'a#b',
    '',
    'æ',
    'x'.repeat(65),
    'https://other.example/Patient/1',
  ])('asks nothing for the id %o', async (id) => {
    ehr.requests.length = 0;
    expect((await failure(createFhirReader(ehr.iss, 'token').read('Patient', id)))?.failure).toBe(
      'malformed',
    );
    expect(ehr.requests).toEqual([]);
  });

  test.each([
    { resourceType: 'Bundle', type: 'batch' },
    { resourceType: 'Patient', id: 'p1' },
    { entry: [] },
  ])('does not take %o for a searchset', async (answer) => {
    ehr.answer('/fhir/PractitionerRole', answer);
    const found = createFhirReader(ehr.iss, 'token').search('PractitionerRole', {
      practitioner: 'Practitioner/d1',
    });
    expect((await failure(found))?.failure).toBe('malformed');
  });
});
