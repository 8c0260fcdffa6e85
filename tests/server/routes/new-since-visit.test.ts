import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { bjorkelia } from '../../support/organizations.ts';
import { bloodPressure, heartRate, newPerson } from '../../support/observation-builders.ts';

type Parts = fhir4.ParametersParameter[];

const day = 86_400_000;
const person = newPerson();
const looked = Date.now() - day;
let facade: RunningFacade;

/** What has been delivered so far was received this long ago. */
const receivedAgo = (seconds: number) =>
  facade.database.pool.query('update measurement set received_s = received_s - $1', [seconds]);

/** The clinician of `facade.clinician` looked then. */
const look = (occurred: number, hpr = '9999999') =>
  createCitizenRights(facade.database.pool).accessLog.write({
    person,
    occurred,
    actor: { kind: 'clinician', hpr, name: 'Åse Fjellsjø', organization: bjorkelia },
    action: 'latest',
    basis: 'TREAT',
    disclosed: { codes: [], count: 0, digest: '' },
    request: 'before',
  });

beforeAll(async () => {
  facade = await startFacade();
  const corrected = heartRate(person, '2026-03-02T08:00:00Z', 71);
  await facade.deliver(
    heartRate(person, '2026-03-01T08:00:00Z', 70),
    corrected,
    bloodPressure(person, '2026-03-01T08:00:00Z', 120, 80),
  );
  await receivedAgo(2 * 86_400);
  await facade.deliver(
    { ...corrected, valueQuantity: { ...corrected.valueQuantity, value: 72 } },
    heartRate(person, '2025-01-01T08:00:00Z', 60),
    heartRate(person, '2026-03-03T08:00:00Z', 73),
    heartRate(person, '2026-03-04T08:00:00Z', 900),
  );
});
afterAll(() => facade.stop());

const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((part) => part.name === name);
const top = ({ body }: Answer, name: string) => named((body as fhir4.Parameters).parameter, name)[0];
const series = ({ body }: Answer) =>
  named((body as fhir4.Parameters).parameter, 'series').map(({ part }) => part ?? []);
const column = (parts: Parts | undefined, name: string) =>
  named(parts, name)[0]?.valueString?.split(' ') ?? [];
const received = (parts: Parts | undefined) =>
  named(named(parts, 'received')[0]?.part, 'count')
    .concat(named(named(parts, 'received')[0]?.part, 'outsidePeriod'))
    .map(({ valueInteger }) => valueInteger);
const trend = async (query: string, token?: string) =>
  facade.ask(`/Observation/$trend?code=8867-4&code=85354-9&${query}`, {
    token: token ?? (await facade.clinician(person)),
  });

describe('$trend with receivedSince', () => {
  test('without it nothing is told of arrivals', async () => {
    const answer = await trend('');
    expect(answer.text).not.toMatch(/"(received|new|lastVisit|receivedSince)"/);
  });

  test('the clinician has not looked before: nothing is marked, and no visit is made up', async () => {
    await look(looked, '1234567');
    const answer = await trend('receivedSince=last-visit');
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/"(received|new|lastVisit|receivedSince)"/);
  });

  test('since the last visit: new, late and corrected ones, also what is set aside and outside the period', async () => {
    await look(looked);
    const answer = await trend('receivedSince=last-visit&start=2026-03-01&end=2026-03-31');
    expect(top(answer, 'lastVisit')?.valuePeriod).toEqual({
      start: new Date(looked).toISOString(),
      end: new Date(looked).toISOString(),
    });
    expect(top(answer, 'receivedSince')?.valueInstant).toBe(new Date(looked - 300_000).toISOString());
    const [pulse, systolic] = series(answer);
    expect(column(pulse, 'values')).toEqual(['70', '72', '73']);
    expect(column(pulse, 'new')).toEqual(['1', '2']);
    expect(named(named(pulse, 'setAside')[0]?.part, 'new')[0]?.valueBoolean).toBe(true);
    expect(received(pulse)).toEqual([4, 1]);
    expect(column(systolic, 'new')).toEqual([]);
    expect(received(systolic)).toEqual([0, 0]);
  });

  test('since an instant, inclusive', async () => {
    const { rows } = await facade.database.pool.query<{ ms: string }>(
      `select max(946684800000 + received_s * 1000::bigint + received_milli) as ms from measurement`,
    );
    const newest = Number(rows[0]?.ms);
    const at = (instant: number) => trend(`receivedSince=${new Date(instant).toISOString()}`);
    expect(received(series(await at(newest))[0])).toEqual([4, 0]);
    expect(received(series(await at(newest + 1))[0])).toEqual([0, 0]);
  });

  test('looking now does not change what was new: it is the same visit', async () => {
    expect(top(await trend('receivedSince=last-visit'), 'lastVisit')?.valuePeriod?.start).toBe(
      new Date(looked).toISOString(),
    );
  });

  test.each(['receivedSince=2026-03-01', 'receivedSince=yesterday', 'receivedSince='])(
    '%s is refused, naming the parameter',
    async (query) => {
      const { status, body } = await trend(query);
      expect([status, body.issue[0].expression]).toEqual([400, ['receivedSince']]);
    },
  );

  test('a citizen is not told when clinicians looked', async () => {
    const { status, body } = await trend('receivedSince=last-visit', await facade.citizen(person));
    expect([status, body.issue[0].expression]).toEqual([400, ['receivedSince']]);
  });
});
