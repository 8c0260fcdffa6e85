import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOfDay, osloDay } from '#clinical/oslo-clock.ts';
import { decodeExpected } from '../../../app/expected/expected.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  coding,
  loinc,
  newPerson,
  observation,
  quantity,
} from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureOrder, period } from '../orders/sent-orders.ts';

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());

const day = osloDay(Date.parse('2026-06-14T12:00:00Z'));

/** Values every five minutes from the start of a day in Oslo. */
const values = (person: PersonIdentifier, from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    observation(person, {
      code: coding(loinc, '15074-8'),
      effectiveDateTime: new Date(startOfDay(from) + index * 300_000).toISOString(),
      valueQuantity: quantity(6, 'mmol/L'),
    }),
  );

async function withOrder(person: PersonIdentifier) {
  const token = await facade.clinician(person, {
    scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'],
  });
  const order = bloodPressureOrder(patientId(person), {
    code: coding(loinc, '15074-8'),
    occurrenceTiming: period('2026-01-01', undefined, { frequency: 288, period: 1, periodUnit: 'd' }),
  });
  const { extension: _, ...withoutLimits } = order;
  const { status, text } = await facade.ask('/ServiceRequest', {
    method: 'POST',
    token,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(withoutLimits),
  });
  if (status !== 201) throw new Error(text);
  return token;
}

async function ask(token: string, question: string) {
  const path = `/Observation/$expected-measurements?code=${loinc}|15074-8&${question}`;
  const { status, text, body } = await facade.ask(path, { token });
  if (status !== 200) throw new Error(text);
  const definition = (await facade.ask('/OperationDefinition/Observation-expected-measurements')).body;
  expect(undefinedParts(definition, body)).toEqual([]);
  return decodeExpected((body as fhir4.Parameters).parameter ?? [], '15074-8');
}

test('a sensor’s days have a share of the time, and the fourteen that end with them are told together', async () => {
  const person = newPerson();
  const token = await withOrder(person);
  await facade.deliver(
    ...values(person, day - 13, 288),
    ...values(person, day - 1, 288),
    ...values(person, day, 144),
    ...values(newPerson(), day - 2, 288),
  );
  const found = await ask(token, 'start=2026-06-12&end=2026-06-14');
  expect(found.days.map(({ date, state, activePercent }) => [date, state, activePercent])).toEqual([
    ['2026-06-12', 'missing', 0],
    ['2026-06-13', 'sensor', 100],
    ['2026-06-14', 'sensor', 50],
  ]);
  expect(found.totals).toMatchObject({ expected: 0, received: 0, missing: 1 });
  expect(found.sensor).toMatchObject({
    first: '2026-06-01',
    last: '2026-06-14',
    days: 14,
    activePercent: 17.9,
    lacking: [{ need: 'active-share', least: 70, found: 17.9 }],
  });
  expect(found.sensor?.source).toContain('Diabetes Care 2019;42:1593');
});

test('another patient’s sensor is none of it', async () => {
  const person = newPerson();
  const token = await withOrder(person);
  await facade.deliver(...values(newPerson(), day, 288));
  expect((await ask(token, 'start=2026-06-14&end=2026-06-14')).sensor?.activePercent).toBe(0);
});

test('the log has the whole period that was read: that of the sensor, whichever sign was asked for first', async () => {
  const person = newPerson();
  const token = await withOrder(person);
  await facade.deliver(
    ...values(person, day - 13, 3),
    bloodPressure(person, '2026-06-13T08:00:00+02:00', 128, 82),
  );
  const { accessLog } = createCitizenRights(facade.database.pool);
  for (const codes of [
    ['85354-9', '15074-8'],
    ['15074-8', '85354-9'],
  ]) {
    const asked = codes.map((code) => `code=${loinc}|${code}`).join('&');
    const path = `/Observation/$expected-measurements?${asked}&start=2026-06-12&end=2026-06-14`;
    expect((await facade.ask(path, { token })).status).toBe(200);
    const { entries } = await accessLog.entries(person, { count: 1 });
    const { from, to, count } = entries[0]?.disclosed ?? {};
    expect(from).toBeLessThanOrEqual(startOfDay(day - 13));
    expect([to, count]).toEqual([startOfDay(day + 1), 4]);
  }
});
