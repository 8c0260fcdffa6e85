import { expect, test } from 'vitest';
import {
  findClinicians,
  isSearchable,
  workplacesOf,
} from '../../../../app/citizen/blocks/find-clinicians.ts';
import { practitionerSearchset } from '../../../../server/blocks/practitioner-searchset.ts';

const { signal } = new AbortController();
const gp = { orgnr: '312774100', name: 'Bjørkelia legesenter' };
const ward = { orgnr: '958935420', name: 'Arendal kommune' };
const found = [
  { hpr: '9999999', name: 'Åse Fjellsjø', organization: gp },
  { hpr: '9999999', name: 'Åse Fjellsjø', organization: ward },
  { hpr: '17', name: 'Åsmund Li', organization: gp },
];

async function find(more: boolean): Promise<Awaited<ReturnType<typeof findClinicians>> & { path: string }> {
  let path = '';
  const connection = {
    get: (asked: string) => {
      path = asked;
      return Promise.resolve(practitionerSearchset({ found, more }, 'https://f/fhir', 'https://f/fhir'));
    },
  };
  return { ...(await findClinicians(connection, ' åse ', signal)), path };
}

test('each is found once for each workplace, as the server answers', async () => {
  const { clinicians, more, path } = await find(false);
  expect(path).toBe('Practitioner?name=%C3%A5se');
  expect(clinicians).toEqual(
    found.map(({ hpr, name, organization }) => ({
      hpr,
      name,
      orgnr: organization.orgnr,
      organization: organization.name,
    })),
  );
  expect(more).toBe(false);
  expect(workplacesOf(clinicians)).toEqual([ward, gp]);
});

test('that there are more is known', async () => {
  expect((await find(true)).more).toBe(true);
});

test('a search has two letters or figures together, as the server demands', () => {
  expect(['', 'å', 'å b', 'ås', '12'].map(isSearchable)).toEqual([false, false, false, true, true]);
});
