import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DisclosedVersions } from '../../../server/access-log/digest.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, heartRate, loinc, newPerson } from '../../support/observation-builders.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
const person = newPerson();
const other = newPerson();
const day = (number: number) => `2026-06-0${number}T07:05:00+02:00`;
const long = `Svimmel.\n${'æ'.repeat(9_000)} <b>${person.value}</b>`;
const corrected = heartRate(person, day(4), 74, { note: [{ text: 'feil arm' }] });

beforeAll(async () => {
  facade = await startFacade();
  const withdrawn = heartRate(person, day(5), 75, { note: [{ text: 'trukket' }] });
  await facade.deliver(
    heartRate(person, day(1), 71),
    heartRate(person, day(2), 72, { note: [{ text: long }, { text: 'Sov dårlig', authorString: 'Kari' }] }),
    heartRate(person, day(3), 73),
    corrected,
    withdrawn,
    heartRate(person, '2026-05-02', 76, { note: [{ text: 'i mai' }] }),
    heartRate(person, '', 77, { note: [{ text: 'uten tid' }] }),
    bloodPressure(person, day(2), 80, 120, { note: [{ text: 'kan ikke tegnes' }] }),
    heartRate(other, day(2), 60),
  );
  await facade.deliver(
    { ...corrected, note: [{ text: 'venstre arm' }] },
    { ...withdrawn, status: 'entered-in-error' },
  );
});
afterAll(() => facade.stop());

const named = (parts: Parts | undefined, name: string) => (parts ?? []).filter((part) => part.name === name);
const trend = async (query: string, token?: string) =>
  facade.ask(`/Observation/$trend?${query}`, { token: token ?? (await facade.clinician(person)) });
const parameters = ({ body }: Answer) => (body as fhir4.Parameters).parameter;
const told = (answer: Answer) =>
  named(parameters(answer), 'note').map(({ part }) =>
    Object.fromEntries((part ?? []).map(({ name, ...value }) => [name, Object.values(value)[0] as unknown])),
  );
const june = 'start=2026-06-01&end=2026-06-30';

describe('notes in $trend', () => {
  test('of the period, whole and in time order, as they stand now', async () => {
    const found = told(await trend(`code=8867-4&${june}`));
    expect(found).toMatchObject([
      { text: 'uten tid' },
      { time: '2026-06-02T05:05:00.000Z', text: long },
      { time: '2026-06-02T05:05:00.000Z', text: 'Sov dårlig', author: 'Kari' },
      { time: '2026-06-04T05:05:00.000Z', text: 'venstre arm' },
    ]);
    const { reference } = found[3]?.['reference'] as fhir4.Reference;
    const read = await facade.ask(`/${reference}`, { token: await facade.clinician(person) });
    expect(read.body).toMatchObject({ valueQuantity: { value: 74 }, note: [{ text: 'venstre arm' }] });
  });

  test('of what cannot be drawn too, and each at its own code', async () => {
    const found = told(await trend(`code=85354-9,8867-4&start=2026-06-02&end=2026-06-02`));
    expect(found.map(({ code, text }) => [(code as fhir4.Coding).code, text])).toEqual([
      ['85354-9', 'kan ikke tegnes'],
      ['8867-4', 'uten tid'],
      ['8867-4', long],
      ['8867-4', 'Sov dårlig'],
    ]);
  });

  test('without notes in the answer there is no part', async () => {
    const answer = await trend('code=29463-7');
    expect([answer.status, told(answer)]).toEqual([200, []]);
  });

  test('the log has each measurement once, with its note or without', async () => {
    const log = createCitizenRights(facade.database.pool).accessLog;
    const answer = await trend(`code=8867-4&start=2026-06-03&end=2026-06-04`);
    const { entries } = await log.entries(person, { count: 20 });
    const entry = entries.find(({ request }) => request === answer.headers.get('x-request-id'));
    const numbers = (await trend('code=8867-4')).body as fhir4.Parameters;
    const [series] = named(numbers.parameter, 'series');
    let number = 0;
    const all = (named(series?.part, 'references')[0]?.valueString ?? '').split(' ').map((difference) => {
      number += parseInt(difference, 36);
      return number;
    });
    const undated = told(answer).find(({ text }) => text === 'uten tid')?.['reference'] as fhir4.Reference;
    const versions = new DisclosedVersions();
    versions.add(parseInt(undated.reference?.split('-')[1] ?? '', 36), 1);
    // In time order: May, then the first four of June, of which the last is corrected.
    versions.add(all[3] ?? 0, 1);
    versions.add(all[4] ?? 0, 2);
    expect(entry?.disclosed).toMatchObject({
      codes: [`${loinc}|8867-4`],
      count: 3,
      digest: versions.digest(),
    });
  });

  test('another patient: none of this one’s notes, and asking for them is refused', async () => {
    const token = await facade.clinician(other);
    const answer = await trend('code=8867-4,85354-9', token);
    expect([answer.status, told(answer)]).toEqual([200, []]);
    const refused = await trend(`code=8867-4&patient=${patientId(person)}`, token);
    expect(refused.status).toBe(403);
    expect(answer.text + refused.text).not.toMatch(/Svimmel|Sov dårlig|arm|uten tid/);
  });
});
