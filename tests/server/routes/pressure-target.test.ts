import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeHomePressure } from '../../../app/summaries/home-pressure.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, newPerson } from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureOrder, period, targetExtension } from '../orders/sent-orders.ts';

let facade: RunningFacade;
let person: PersonIdentifier;
let token: string;

beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await facade.clinician(person, {
    scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'],
  });
  await facade.deliver(bloodPressure(person, '2026-02-02T07:00:00Z', 131, 81));
});

// ESC 2024: treated systolic target 120–129, diastolic 70–79.
const systolic = targetExtension('8480-6', 'mm[Hg]', { low: 120, high: 129 });
const diastolic = targetExtension('8462-4', 'mm[Hg]', { low: 70, high: 79 });

async function order(
  of: PersonIdentifier,
  by: string,
  extension: fhir4.Extension[],
  timing = period('2026-01-01'),
) {
  const answer = await facade.ask('/ServiceRequest', {
    method: 'POST',
    token: by,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(bloodPressureOrder(patientId(of), { extension, occurrenceTiming: timing })),
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as fhir4.ServiceRequest;
}

/** Read as the app reads it; the answer holds nothing that its definition does not. */
async function target(question = '') {
  const { status, text, body } = await facade.ask(`/Observation/$home-blood-pressure${question}`, { token });
  if (status !== 200) throw new Error(text);
  const definition = (await facade.ask('/OperationDefinition/Observation-home-blood-pressure')).body;
  expect(undefinedParts(definition, body)).toEqual([]);
  return decodeHomePressure((body as fhir4.Parameters).parameter ?? []).target;
}

const setBy = {
  name: 'Åse Fjellsjø',
  from: { instant: Date.parse('2026-01-01T00:00:00+01:00'), dateOnly: false },
};

test('without an order the general one, and it says so', async () => {
  expect(await target()).toEqual({
    origin: 'default',
    source: expect.stringContaining('J Clin Hypertens') as string,
    systolic: { high: 134 },
    diastolic: { high: 84 },
  });
});

test('the order’s is used by itself, with who set it and from when', async () => {
  await order(person, token, [systolic, diastolic]);
  const found = await target();
  expect(found).toMatchObject({
    origin: 'order',
    systolic: { low: 120, high: 129 },
    diastolic: { low: 70, high: 79 },
    setBy,
  });
  expect(found.byDefault).toBeUndefined();
  expect(found.ordered).toBeUndefined();
});

test.each([
  ['systolic', diastolic, { systolic: { high: 134 }, diastolic: { low: 70, high: 79 } }],
  ['diastolic', systolic, { systolic: { low: 120, high: 129 }, diastolic: { high: 84 } }],
])(
  'the %s that the order is silent about keeps the general one, and it says so',
  async (silent, set, ends) => {
    await order(person, token, [set]);
    expect(await target()).toMatchObject({ origin: 'order', byDefault: silent, setBy, ...ends });
  },
);

test('one that is given in the request is a deviation: the order’s stands beside it', async () => {
  await order(person, token, [systolic]);
  const found = await target('?systolicHigh=140&diastolicHigh=90');
  expect(found).toMatchObject({
    origin: 'given',
    systolic: { high: 140 },
    diastolic: { high: 90 },
    ordered: { origin: 'order', systolic: { low: 120, high: 129 }, byDefault: 'diastolic', setBy },
  });
  expect(found.setBy).toBeUndefined();
});

test('one that is given where no order sets any deviates from nothing', async () => {
  expect((await target('?systolicHigh=140&diastolicHigh=90')).ordered).toBeUndefined();
});

test('an order that begins after the latest reading, and another patient’s, are not used', async () => {
  await order(person, token, [systolic], period('2026-02-02T07:00:01Z'));
  const other = newPerson();
  const by = await facade.clinician(other, {
    scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'],
  });
  await order(other, by, [diastolic]);
  expect((await target()).origin).toBe('default');
});
