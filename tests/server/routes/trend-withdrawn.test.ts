import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DisclosedVersions, numberIn } from '../../../server/access-log/digest.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, heartRate, loinc, newPerson, weight } from '../../support/observation-builders.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
const person = newPerson();
const other = newPerson();
const pressure = bloodPressure(person, '2026-06-03T07:05:00+02:00', 300, 200);
const undated = bloodPressure(person, '', 301, 201);
const before = bloodPressure(person, '2026-05-03', 302, 202);
const pulse = heartRate(person, '2026-06-03T07:05:00+02:00', 190);
const light = weight(person, '2026-06-04T07:05:00+02:00', 7, '[lb_av]');

const withdraw = (observation: fhir4.Observation) => ({
  ...observation,
  status: 'entered-in-error' as const,
});

beforeAll(async () => {
  facade = await startFacade();
  await facade.deliver(pressure, undated, before, pulse, light, heartRate(other, '2026-06-03T08:00:00Z', 66));
  await facade.deliver(bloodPressure(person, '2026-06-05T07:05:00+02:00', 131, 82));
  await facade.deliver(...[pressure, undated, before, pulse, light].map(withdraw));
});
afterAll(() => facade.stop());

const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((part) => part.name === name);
const trend = async (query: string, token?: string) =>
  facade.ask(`/Observation/$trend?${query}`, { token: token ?? (await facade.clinician(person)) });
const parameters = ({ body }: Answer) => (body as fhir4.Parameters).parameter;
const told = (answer: Answer) =>
  named(parameters(answer), 'withdrawn').map(({ part }) =>
    Object.fromEntries((part ?? []).map(({ name, ...value }) => [name, Object.values(value)[0] as unknown])),
  );
const june = 'start=2026-06-01&end=2026-06-30';

describe('withdrawn measurements in $trend', () => {
  test('are told with time, value as sent, source and when that was received; those without a time in every period', async () => {
    const started = Date.now();
    const answer = await trend(`code=85354-9&${june}`);
    const found = told(answer);
    expect(found).toMatchObject([
      { text: '301 mmHg / 201 mmHg', source: 'Oslo kommune' },
      { time: '2026-06-03T05:05:00.000Z', text: '300 mmHg / 200 mmHg', source: 'Oslo kommune' },
    ]);
    expect(found[0]).not.toHaveProperty('time');
    for (const { received, code, reference } of found) {
      expect(Math.abs(Date.parse(String(received)) - started)).toBeLessThan(120_000);
      expect(code).toMatchObject({ system: loinc, code: '85354-9' });
      const read = await facade.ask(`/${(reference as fhir4.Reference).reference}`, {
        token: await facade.clinician(person),
      });
      expect(read.body).toMatchObject({ status: 'entered-in-error', meta: { lastUpdated: received } });
    }
  });

  test('a day stays a day, and a unit stays as sent', async () => {
    expect(told(await trend('code=85354-9&end=2026-05-31'))).toMatchObject([
      { text: '301 mmHg / 201 mmHg' },
      { time: '2026-05-03' },
    ]);
    expect(told(await trend('code=29463-7'))).toMatchObject([{ text: '7 [lb_av]' }]);
  });

  test('are in no column and no count', async () => {
    const series = named(parameters(await trend(`code=85354-9&code=8867-4`)), 'series').map(
      ({ part }) => part,
    );
    expect(series.map((each) => named(each, 'count')[0]?.valueInteger)).toEqual([1, 1, 0]);
    expect(series.map((each) => named(named(each, 'available')[0]?.part, 'count')[0]?.valueInteger)).toEqual([
      1,
      1,
      undefined,
    ]);
    expect(series.flatMap((each) => named(each, 'setAside'))).toEqual([]);
  });

  test('only of the codes that were asked for, and what the scope allows', async () => {
    const both = told(await trend(`code=85354-9,8867-4&${june}`));
    expect(both.map(({ text }) => text)).toEqual(['301 mmHg / 201 mmHg', '300 mmHg / 200 mmHg', '190 /min']);
    const surveys = await facade.clinician(person, {
      scopes: [
        'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|survey',
      ],
    });
    const answer = await trend('code=8867-4', surveys);
    expect([answer.status, told(answer)]).toEqual([200, []]);
  });

  test('the log has them among what was disclosed, under one code', async () => {
    const log = createCitizenRights(facade.database.pool).accessLog;
    const answer = await trend(`code=85354-9&${june}`);
    const { entries } = await log.entries(person, { count: 20 });
    const entry = entries.find(({ request }) => request === answer.headers.get('x-request-id'));
    const versions = new DisclosedVersions();
    const [systolic] = named(parameters(answer), 'series');
    versions.add(parseInt(named(systolic?.part, 'references')[0]?.valueString ?? '', 36), 1);
    for (const { reference } of told(answer)) {
      versions.add(numberIn((reference as fhir4.Reference).reference ?? ''), 2);
    }
    expect(entry).toMatchObject({
      action: 'trend',
      disclosed: { codes: [`${loinc}|85354-9`], count: 3, digest: versions.digest() },
    });
  });

  test('another patient: nothing of this one is told, and asking for them is refused', async () => {
    const token = await facade.clinician(other);
    const answer = await trend('code=85354-9,8867-4,29463-7', token);
    expect([answer.status, told(answer)]).toEqual([200, []]);
    expect(answer.text).not.toMatch(/entered-in-error|\b190\b|\b30[012]\b/);
    const refused = await trend(`code=8867-4&patient=${patientId(person)}`, token);
    expect(refused.status).toBe(403);
    expect(refused.text).not.toContain('190');
  });
});
