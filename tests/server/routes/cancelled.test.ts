import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, heartRate, newPerson, weight } from '../../support/observation-builders.ts';

let facade: RunningFacade;
let token: string;
const person = newPerson();
const cancelled = { status: 'cancelled' as const };

beforeAll(async () => {
  facade = await startFacade();
  await facade.deliver(
    heartRate(person, '2026-06-02T07:00:00+02:00', 70),
    heartRate(person, '2026-06-03T07:00:00+02:00', 190, cancelled),
    bloodPressure(person, '2026-06-02T07:00:00+02:00', 131, 82),
    bloodPressure(person, '2026-06-03T07:00:00+02:00', 250, 150, cancelled),
    weight(person, '2026-06-02T07:00:00+02:00', 80, 'kg'),
    weight(person, '2026-06-03T07:00:00+02:00', 60, 'kg', cancelled),
  );
  token = await facade.clinician(person);
});
afterAll(() => facade.stop());

const june = 'start=2026-06-01&end=2026-06-30';
const ask = async (path: string) => (await facade.ask(`/Observation${path}`, { token })).body;
type Parts = fhir4.ParametersParameter[];
const named = (parts: Parts | undefined, name: string): Parts =>
  (parts ?? []).filter((part) => part.name === name);
const valuesIn = ({ part }: fhir4.ParametersParameter) =>
  Object.fromEntries((part ?? []).map(({ name, ...value }) => [name, Object.values(value)[0] as unknown]));

test('a search answers a cancelled measurement as it was sent, and judges nothing of it', async () => {
  const pulse = await ask('?code=8867-4&status=cancelled');
  expect(pulse.entry).toHaveLength(1);
  expect(pulse.entry[0].resource).toMatchObject({ status: 'cancelled', valueQuantity: { value: 190 } });
  const pressure = await ask('?code=85354-9&status=cancelled');
  expect(pressure.entry[0].resource.component).toHaveLength(2);
  for (const judged of [pulse.entry[0].resource, ...pressure.entry[0].resource.component]) {
    expect(judged).not.toHaveProperty('interpretation');
    expect(judged).not.toHaveProperty('referenceRange');
  }
});

test('$trend draws the others, and lists it with what was sent', async () => {
  const { parameter }: fhir4.Parameters = await ask(`/$trend?code=8867-4,85354-9&${june}`);
  const series = named(parameter, 'series').map((each) => ({
    ...valuesIn(each),
    setAside: named(each.part, 'setAside').map(valuesIn),
  }));
  expect(series).toMatchObject([
    { count: 1, values: '70', flags: 'N', setAside: [{ reason: 'cancelled', text: '190 /min' }] },
    { count: 1, values: '131', flags: 'N', setAside: [{ reason: 'cancelled', text: '250 mmHg' }] },
    { count: 1, values: '82', flags: 'N', setAside: [{ reason: 'cancelled', text: '150 mmHg' }] },
  ]);
});

test('the newest that was completed is asked for by status', async () => {
  const of = async (status: string) => {
    const { entry } = await ask(`/$lastn?code=8867-4${status}`);
    return entry.map(({ resource }: fhir4.BundleEntry<fhir4.Observation>) => resource?.valueQuantity?.value);
  };
  expect(await of('')).toEqual([190]);
  expect(await of('&status=registered,preliminary,final,amended,corrected,unknown')).toEqual([70]);
});

test('$stats and summaries count what was measured, and say what they left out', async () => {
  const stats: fhir4.Parameters = await ask(
    `/$stats?code=8867-4&statistic=count,total-count,maximum&${june}`,
  );
  const { component } = named(stats.parameter, 'statistics')[0]?.resource as fhir4.Observation;
  expect(component?.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([1, 2, 70]);
  const { parameter }: fhir4.Parameters = await ask(`/$weight-summary?${june}`);
  const [latest] = named(parameter, 'latest').map(valuesIn);
  expect(latest).toMatchObject({ value: { value: 80 } });
  expect(named(parameter, 'excluded').map(valuesIn)).toMatchObject([{ reason: 'cancelled' }]);
});
