import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKnownPractitioners, mostFound } from '../../../server/blocks/known-practitioners.ts';
import { startConsentFacade, type ConsentFacade } from '../../support/consent-facade.ts';
import { newPerson } from '../../support/observation-builders.ts';

let facade: ConsentFacade;
let token: string;
const gp = { orgnr: '312774100', name: 'Bjørkelia legesenter' };
const ward = { orgnr: '958935420', name: 'Oslo kommune' };

beforeAll(async () => {
  facade = await startConsentFacade();
  token = await facade.citizen(newPerson(), { scopes: ['patient/Consent.c'] });
  const practitioners = createKnownPractitioners(facade.database.pool);
  await practitioners.remember({ hpr: '9999999', name: 'Åse Fjellsjø' }, gp, Date.now());
  await practitioners.remember({ hpr: '9999999', name: 'Åse Fjellsjø' }, ward, Date.now());
  for (let number = 1; number <= mostFound + 1; number++) {
    await practitioners.remember({ hpr: String(number), name: `Kari Nr${number}` }, ward, Date.now());
  }
});
afterAll(() => facade.stop());

const search = (query: string, headers = {}, of = token) =>
  facade.ask(`/Practitioner${query}`, { token: of, headers });

describe('GET Practitioner?name=', () => {
  test('is a searchset of practitioners, each with where they work', async () => {
    const { status, body } = await search('?name=%C3%A5se');
    expect(status).toBe(200);
    const workplace = ({ orgnr, name }: typeof gp) => ({
      fullUrl: `${facade.fhirBase}/PractitionerRole/9999999-${orgnr}`,
      resource: {
        resourceType: 'PractitionerRole',
        id: `9999999-${orgnr}`,
        practitioner: { reference: 'Practitioner/9999999', display: 'Åse Fjellsjø' },
        organization: {
          type: 'Organization',
          identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: orgnr },
          display: name,
        },
      },
      search: { mode: 'include' },
    });
    expect(body).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      link: [{ relation: 'self', url: `${facade.fhirBase}/Practitioner?name=%C3%A5se` }],
      entry: [
        {
          fullUrl: `${facade.fhirBase}/Practitioner/9999999`,
          resource: {
            resourceType: 'Practitioner',
            id: '9999999',
            identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9999999' }],
            name: [{ text: 'Åse Fjellsjø' }],
          },
          search: { mode: 'match' },
        },
        workplace(gp),
        workplace(ward),
      ],
    });
  });

  test('of nobody is empty', async () => {
    expect((await search('?name=nobody')).body).toMatchObject({ total: 0 });
    expect((await search('?name=nobody')).body).not.toHaveProperty('entry');
  });

  test('says that there are more, instead of a total', async () => {
    const body = (await search('?name=kari')).body as fhir4.Bundle;
    expect(body.total).toBeUndefined();
    expect(body.entry).toHaveLength(2 * mostFound + 1);
    expect(body.entry?.at(-1)).toMatchObject({
      resource: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'information', code: 'incomplete' }],
      },
      search: { mode: 'outcome' },
    });
  });

  test.each([
    ['', 'parameter-missing'],
    ['?name=', 'parameter-invalid'],
    ['?name=a', 'parameter-invalid'],
    ['?name=%25%25', 'parameter-invalid'],
    ['?name=13717404089', 'parameter-invalid'],
    [`?name=${'x'.repeat(101)}`, 'parameter-invalid'],
    ['?name=aa&name=bb', 'parameter-invalid'],
    ['?name:contains=aa', 'parameter-modifier'],
  ])('refuses %o', async (query, reason) => {
    const { status, body } = await search(query);
    expect([status, (body as fhir4.OperationOutcome).issue[0]?.details?.coding?.[0]?.code]).toEqual([
      400,
      reason,
    ]);
  });

  test('names what it did not understand, or refuses it under strict handling', async () => {
    const body = (await search('?name=fjell&active=true')).body as fhir4.Bundle;
    expect(new URL(body.link?.[0]?.url ?? '').searchParams.getAll('_ignored')).toEqual(['active']);
    expect((await search('?name=fjell&active=true', { Prefer: 'handling=strict' })).status).toBe(400);
  });

  test('is for citizens who may make blocks', async () => {
    const person = newPerson();
    const others = [
      await facade.citizen(person, { scopes: ['patient/Consent.ruds', 'patient/Observation.rs'] }),
      await facade.clinician(person, ['patient/Consent.cruds', 'patient/*.cruds']),
      await facade.source(['system/*.cruds']),
    ];
    const before = facade.log.written.length;
    for (const of of others) expect((await search('?name=fjell', {}, of)).status).toBe(403);
    expect(facade.log.written.slice(before)).toMatchObject(
      others.slice(0, 2).map(() => ({ person, action: 'consent-read', refused: 'scope-insufficient' })),
    );
    expect((await facade.ask('/Practitioner?name=fjell')).status).toBe(401);
  });
});

test('who was found can be blocked as they were found', async () => {
  const person = newPerson();
  const citizen = await facade.citizen(person, { patient: 'pat-1' });
  const { entry } = (await search('?name=fjells', {}, citizen)).body as fhir4.Bundle<fhir4.Practitioner>;
  const practitioner = entry?.[0]?.resource;
  const system = 'http://terminology.hl7.org/CodeSystem/';
  const answer = await facade.ask('/Consent', {
    method: 'POST',
    token: citizen,
    body: {
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ system: `${system}consentscope`, code: 'patient-privacy' }] },
      category: [{ coding: [{ system: `${system}v3-ActCode`, code: 'INFA' }] }],
      patient: { reference: 'Patient/pat-1' },
      policyRule: { coding: [{ system: `${system}v3-ActCode`, code: 'OPTINR' }] },
      provision: {
        type: 'deny',
        actor: [
          {
            role: { coding: [{ system: `${system}v3-ParticipationType`, code: 'IRCP' }] },
            reference: { identifier: practitioner?.identifier?.[0], display: practitioner?.name?.[0]?.text },
          },
        ],
      },
    },
  });
  expect(answer.status).toBe(201);
});
