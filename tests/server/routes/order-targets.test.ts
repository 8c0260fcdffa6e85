import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import { coding, loinc, newPerson, observation, quantity } from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureOrder, period, targetExtension, type Target } from '../orders/sent-orders.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
let person: PersonIdentifier;
let token: string;

beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await clinicianOf(person);
});

const clinicianOf = (whose: PersonIdentifier) =>
  facade.clinician(whose, { scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'] });

const measured = (code: string, time: string, value: fhir4.Quantity) =>
  observation(person, {
    code: coding(loinc, code),
    category: undefined,
    effectiveDateTime: time,
    valueQuantity: value,
  });

async function set(code: string, unit: string, target: Target, changes = {}) {
  const order = bloodPressureOrder(patientId(person), {
    code: coding(loinc, code),
    extension: [targetExtension(code, unit, target)],
    ...changes,
  });
  return facade.ask('/ServiceRequest', {
    method: 'POST',
    token,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(order),
  });
}

/** The target of an answer, its members by name; undefined: there is none. */
async function targetOf(operation: string, reader = token) {
  const answer = await facade.ask(`/Observation/$${operation}`, { token: reader });
  expect(answer.status).toBe(200);
  const definition = await facade.ask(`/OperationDefinition/Observation-${operation.split('?')[0] ?? ''}`);
  expect(undefinedParts(definition.body, answer.body)).toEqual([]);
  const parts = ((answer.body as fhir4.Parameters).parameter ?? []).find(({ name }) => name === 'target');
  return parts && told(parts.part ?? []);
}
const told = (parts: Parts) =>
  Object.fromEntries(
    parts.map(({ name, ...held }) => {
      const [value] = Object.values(held) as unknown[];
      const { value: number, reference } = value as { value?: number; reference?: string };
      return [name, number ?? reference ?? value];
    }),
  );

describe('$oxygen-saturation-summary', () => {
  const question = 'oxygen-saturation-summary';
  const saturation = (day: number, value: fhir4.Quantity) =>
    measured('2708-6', `2026-02-0${day}T08:00:00Z`, value);

  test('has no target without an order, and the order’s with who set it, and where the latest lies', async () => {
    await facade.deliver(saturation(1, quantity(91, '%')), saturation(2, quantity(94, '%')));
    expect(await targetOf(question)).toBeUndefined();
    const { body } = await set('2708-6', '%', { low: 88, high: 92 });
    expect(await targetOf(question)).toEqual({
      low: 88,
      high: 92,
      place: 'above',
      source: expect.stringMatching(/^Individuelt mål satt av /) as string,
      order: `ServiceRequest/${String((body as fhir4.ServiceRequest).id)}/_history/1`,
    });
    expect(await targetOf(`${question}?end=2026-02-01`)).toMatchObject({ place: 'within' });
  });

  test('the order that holds when the latest was measured, not today’s', async () => {
    await facade.deliver(saturation(1, quantity(91, '%')));
    const occurrenceTiming = period('2026-02-02', undefined, { frequency: 1, period: 1, periodUnit: 'd' });
    await set('2708-6', '%', { low: 88 }, { occurrenceTiming });
    expect(await targetOf(question)).toBeUndefined();
    await facade.deliver(saturation(3, quantity(87, '%')));
    expect(await targetOf(question)).toMatchObject({ low: 88, place: 'below' });
  });

  test('a value in another unit is not placed, and another patient’s target is in no answer', async () => {
    await facade.deliver(saturation(1, quantity(0.9, '1')));
    await set('2708-6', '%', { low: 88, high: 92 });
    const found = await targetOf(question);
    expect(found).toMatchObject({ low: 88, high: 92 });
    expect(found).not.toHaveProperty('place');
    expect(await targetOf(question, await clinicianOf(newPerson()))).toBeUndefined();
    const wrong = await facade.ask(`/Observation/$${question}?patient=someone-else`, { token });
    expect(wrong.status).toBe(403);
  });
});

describe('$glucose-summary', () => {
  const question = 'glucose-summary?group=type-1-or-2&start=2026-02-01&end=2026-02-10';
  const glucose = (hour: number, value: fhir4.Quantity) =>
    measured('15074-8', `2026-02-0${(hour % 5) + 1}T0${hour}:00:00Z`, value);

  test('counts readings in the order’s target beside the ranges, in either unit', async () => {
    await facade.deliver(
      glucose(1, quantity(4.95, 'mmol/L')),
      glucose(2, quantity(8.04, 'mmol/L')),
      glucose(3, quantity(8.05, 'mmol/L')),
      glucose(4, quantity(100, 'mg/dL')),
      glucose(5, { ...quantity(2.2, 'mmol/L'), comparator: '<' }),
      glucose(6, quantity(6, 'kg')),
    );
    expect(await targetOf(question)).toBeUndefined();
    await set('15074-8', 'mmol/L', { low: 5, high: 8 });
    expect(await targetOf(question)).toMatchObject({
      low: 5,
      high: 8,
      below: 1,
      within: 3,
      above: 1,
      percent: 60,
      source: expect.stringMatching(/^Individuelt mål satt av /) as string,
    });
  });

  test('a value beyond the meter that could be in two places is in none', async () => {
    await facade.deliver(glucose(5, { ...quantity(2.2, 'mmol/L'), comparator: '<' }));
    await set('15074-8', 'mmol/L', { low: 2, high: 8 });
    const found = await targetOf(question);
    expect(found).toMatchObject({ below: 0, within: 0, above: 0, uncertain: 1, percent: 0 });
  });

  test('without readings there is a target and no share', async () => {
    await set('15074-8', 'mmol/L', { high: 8 });
    const found = await targetOf(question);
    expect(found).toMatchObject({ high: 8, within: 0 });
    expect(found).not.toHaveProperty('percent');
    expect(found).not.toHaveProperty('low');
  });
});
