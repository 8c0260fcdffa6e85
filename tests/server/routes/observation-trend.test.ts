import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  coding,
  heartRate,
  newPerson,
  observation,
  snomed,
  weight,
} from '../../support/observation-builders.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
let token: string;
const person = newPerson();

beforeAll(async () => {
  facade = await startFacade();
  token = await facade.clinician(person);
  await facade.deliver(
    heartRate(person, '2026-03-28T23:59:59+01:00', 70),
    heartRate(person, '2026-03-29T00:00:00+01:00', 71),
    heartRate(person, '2026-03-29T23:59:59+02:00', 131),
    heartRate(person, '2026-03-30T00:00:00+02:00', 73),
    heartRate(person, '2025-10-26T02:30:00+02:00', 80),
    heartRate(person, '2025-10-26T02:30:00+01:00', 81),
    heartRate(person, '2026-04-01', 90),
    heartRate(person, '2026-04-02T08:00:00Z', 250),
    bloodPressure(person, '2026-03-01T08:00:00Z', 120, 80),
    bloodPressure(person, '2026-03-02T08:00:00Z', 80, 120),
    weight(person, '2026-03-01T08:00:00Z', 49000, 'g'),
    weight(person, '2026-03-02T08:00:00Z', 49),
    observation(person, {
      code: coding(snomed, '1104441000000107'),
      effectiveDateTime: '2026-03-01',
      valueCodeableConcept: { text: 'Våken' },
    }),
  );
});
afterAll(() => facade.stop());

const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((part) => part.name === name);
const series = ({ body }: Answer) =>
  named((body as fhir4.Parameters).parameter, 'series').map(({ part }) => part ?? []);
const column = (parts: Parts | undefined, name: string) =>
  named(parts, name)[0]?.valueString?.split(' ') ?? [];
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];
const trend = (query: string) => facade.ask(`/Observation/$trend?${query}`, { token });

describe('$trend', () => {
  test('weights in grams and kilograms are one series, in kg', async () => {
    const [weights] = series(await trend('code=29463-7'));
    expect(column(weights, 'values')).toEqual(['49', '49']);
    expect(named(weights, 'unit')[0]?.valueCode).toBe('kg');
    expect(column(weights, 'flags')).toEqual(['-', '-']);
    expect(column(weights, 'limits')).toEqual(['-', '-']);
  });

  test('a pressure is two series; what is impossible is listed in both', async () => {
    const found = series(await trend('code=http://loinc.org|85354-9'));
    expect(found.map((each) => column(each, 'values'))).toEqual([['120'], ['80']]);
    expect(found.map((each) => named(each, 'setAside').length)).toEqual([1, 1]);
  });

  test.each([
    ['start=2026-03-29&end=2026-03-29', ['71', '131']],
    ['start=2026-03-28&end=2026-03-28', ['70']],
    ['start=2025-10-26&end=2025-10-26', ['80', '81']],
    ['start=2026-03-28T22:59:59Z&end=2026-03-28T23:00:00Z', ['70']],
    ['start=2027', []],
  ])('%s: Oslo days, also when the clock changes', async (period, values) => {
    const [pulse] = series(await trend(`code=8867-4&${period}`));
    expect(column(pulse, 'values')).toEqual(values);
    expect(named(named(pulse, 'available')[0]?.part, 'count')[0]?.valueInteger).toBe(8);
  });

  test('a day stays a day, an improbable value is marked', async () => {
    const [pulse] = series(await trend('code=8867-4&start=2026-04-01'));
    expect(column(pulse, 'dateOnly')).toEqual(['0']);
    expect(column(pulse, 'flags')).toEqual(['N', 'HH?']);
  });

  test('references lead to the Observations they were read from', async () => {
    const [pulse] = series(await trend('code=8867-4'));
    let number = 0;
    for (const [index, difference] of column(pulse, 'references').entries()) {
      number += parseInt(difference, 36);
      const { body } = await facade.ask(
        `/${named(pulse, 'referencePrefix')[0]?.valueString}${number.toString(36)}`,
        { token },
      );
      expect(String(body.valueQuantity.value)).toBe(column(pulse, 'values')[index]);
    }
    expect(column(pulse, 'references')).toHaveLength(8);
  });

  test('a concept is listed as said', async () => {
    const [acvpu] = series(await trend('code=1104441000000107'));
    expect(named(named(acvpu, 'setAside')[0]?.part, 'text')[0]?.valueString).toBe('Våken');
    expect(named(named(acvpu, 'setAside')[0]?.part, 'time')[0]?.valueDateTime).toBe('2026-03-01');
  });

  test('a person without data: a series that says none, and no arrival ever', async () => {
    const answer = await facade.ask('/Observation/$trend?code=8867-4', {
      token: await facade.clinician(newPerson()),
    });
    expect((answer.body as fhir4.Parameters).parameter?.map(({ name }) => name)).toEqual([
      'patient',
      'asOf',
      'series',
    ]);
    expect(series(answer)[0]).toEqual([
      { name: 'code', valueCoding: expect.objectContaining({ code: '8867-4' }) },
      { name: 'unit', valueCode: '/min' },
      { name: 'count', valueInteger: 0 },
    ]);
  });

  test('POST by form and by Parameters ask the same', async () => {
    const digest = ({ body }: Answer) =>
      createHash('sha256')
        .update(JSON.stringify(series({ body } as Answer)))
        .digest('hex');
    const got = await trend('code=8867-4&start=2026-03-29&points=3');
    const form = await facade.post('/Observation/$trend', token, {
      code: '8867-4',
      start: '2026-03-29',
      points: '3',
    });
    const parameters = await facade.ask('/Observation/$trend', {
      method: 'POST',
      token,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [
          { name: 'code', valueCoding: { system: 'http://loinc.org', code: '8867-4' } },
          { name: 'start', valueDate: '2026-03-29' },
          { name: 'points', valuePositiveInt: 3 },
        ],
      }),
    });
    for (const answer of [form, parameters]) {
      expect(answer.status).toBe(200);
      expect(digest(answer)).toBe(digest(got));
    }
  });

  test.each<[string, string, string, number, string]>([
    ['no JSON', '{', 'application/fhir+json', 400, 'json-invalid'],
    ['another resource', '{"resourceType":"Bundle"}', 'application/fhir+json', 400, 'structure-invalid'],
    ['no parameters', '{"resourceType":"Parameters"}', 'application/json', 400, 'structure-invalid'],
    [
      'null among them',
      '{"resourceType":"Parameters","parameter":[null]}',
      'application/json',
      400,
      'structure-invalid',
    ],
    [
      'no name',
      '{"resourceType":"Parameters","parameter":[{"valueCode":"8867-4"}]}',
      'application/json',
      400,
      'structure-invalid',
    ],
    [
      'an object as value',
      '{"resourceType":"Parameters","parameter":[{"name":"code","valueRange":{}}]}',
      'application/json',
      400,
      'structure-invalid',
    ],
    [
      'a code that is null',
      '{"resourceType":"Parameters","parameter":[{"name":"code","valueCoding":null}]}',
      'application/json',
      400,
      'structure-invalid',
    ],
    [
      'a coding that is text',
      '{"resourceType":"Parameters","parameter":[{"name":"code","valueCoding":"x"}]}',
      'application/json',
      400,
      'parameter-invalid',
    ],
    [
      'another patient',
      '{"resourceType":"Parameters","parameter":[{"name":"code","valueString":"8867-4"},{"name":"patient","valueString":"x"}]}',
      'application/json',
      403,
      'other-patient',
    ],
    ['text', 'code=8867-4', 'text/plain', 415, 'media-type'],
  ])('POST with %s is refused', async (_, body, type, status, reason) => {
    const answer = await facade.ask('/Observation/$trend', {
      method: 'POST',
      token,
      body,
      headers: { 'Content-Type': type },
    });
    expect(refusal(answer)).toEqual([status, reason]);
  });

  test.each([
    ['', 400, 'parameter-missing', 'code'],
    ['code=1-1', 400, 'code-unknown', 'code'],
    ['code=urn:x|8867-4', 400, 'code-system-unknown', 'code'],
    ['code=8867-4&start=yesterday', 400, 'parameter-invalid', 'start'],
    ['code=8867-4&start=2026-03-02&end=2026-03-01', 400, 'parameter-invalid', 'end'],
    ['code=8867-4&points=0', 400, 'parameter-invalid', 'points'],
  ])('%j is refused, naming the parameter', async (query, status, reason, expression) => {
    const answer = await trend(query);
    expect(refusal(answer)).toEqual([status, reason]);
    expect(answer.body.issue[0]).toMatchObject({
      expression: [expression],
      diagnostics: expect.stringContaining(`"${expression}"`),
    });
  });
});

describe('$lastn', () => {
  const codes = ({ body }: Answer) =>
    ((body as fhir4.Bundle).entry ?? []).map(
      ({ resource }) => (resource as fhir4.Observation).code.coding?.[0]?.code,
    );

  test('the newest of each, grouped by code in the order of the catalogue', async () => {
    const answer = await facade.ask('/Observation/$lastn?category=vital-signs,survey,laboratory&max=2', {
      token,
    });
    expect(answer.body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 7 });
    expect(codes(answer)).toEqual([
      '85354-9',
      '85354-9',
      '8867-4',
      '8867-4',
      '29463-7',
      '29463-7',
      '1104441000000107',
    ]);
    const posted = await facade.post('/Observation/$lastn', token, {
      category: 'vital-signs,survey,laboratory',
      max: '2',
    });
    expect(posted.body).toEqual(answer.body);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  test('nothing is an empty searchset', async () => {
    const answer = await facade.ask('/Observation/$lastn?code=8302-2', { token });
    expect(answer.body).toMatchObject({ total: 0 });
    expect(answer.body).not.toHaveProperty('entry');
  });

  test.each([
    ['', 'parameter-missing'],
    ['code=8867-4&max=0', 'parameter-invalid'],
    ['code=8867-4&max=1e9', 'parameter-invalid'],
    ['code=x|8867-4', 'code-system-unknown'],
  ])('%j is refused', async (query, reason) => {
    expect(refusal(await facade.ask(`/Observation/$lastn?${query}`, { token }))).toEqual([400, reason]);
  });
});
