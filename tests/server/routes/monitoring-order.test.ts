import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { limitOrderUrl, limitOriginUrl } from '../../../server/clinical/canonical.ts';
import { createCitizenRights } from '../../support/citizen-rights.ts';
import { patientId, startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  newPerson,
  pressureComponent,
  quantity,
  weight,
} from '../../support/observation-builders.ts';
import { bloodPressureLimits, bloodPressureOrder, period, weightOrder } from '../orders/sent-orders.ts';

let facade: RunningFacade;
let rights: ReturnType<typeof createCitizenRights>;
let person: PersonIdentifier;
let token: string;

const scopes = ['patient/Observation.rs', 'patient/ServiceRequest.crus'];

beforeAll(async () => {
  facade = await startFacade();
  rights = createCitizenRights(facade.database.pool);
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await facade.clinician(person, { scopes });
});

const send = (
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  by = token,
) =>
  facade.ask(path, {
    method,
    token: by,
    headers: { 'Content-Type': 'application/fhir+json', ...headers },
    body: JSON.stringify(body),
  });
const sent = (changes: Partial<fhir4.ServiceRequest> = {}) => bloodPressureOrder(patientId(person), changes);
const set = async (order = sent()): Promise<fhir4.ServiceRequest> => {
  const answer = await send('POST', '/ServiceRequest', order);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as fhir4.ServiceRequest;
};
const change = (order: fhir4.ServiceRequest, changes: Partial<fhir4.ServiceRequest>) =>
  send(
    'PUT',
    `/ServiceRequest/${order.id ?? ''}`,
    { ...order, ...changes },
    {
      'If-Match': `W/"${order.meta?.versionId ?? ''}"`,
    },
  );
const reasonOf = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];
const actions = async () =>
  (await rights.accessLog.entries(person, { count: 50 })).entries.map(({ action, refused, actor }) =>
    [action, actor.kind, ...(refused ? [refused] : [])].join(' '),
  );

describe('an order', () => {
  test('is set, read, found, changed and ended; every version stays, and all of it is in the log', async () => {
    const made = await send('POST', '/ServiceRequest', sent());
    expect([made.status, made.headers.get('etag')]).toEqual([201, 'W/"1"']);
    const order = made.body as fhir4.ServiceRequest;
    expect(made.headers.get('location')).toBe(`${facade.fhirBase}/ServiceRequest/${order.id}/_history/1`);
    expect(order).toMatchObject({
      status: 'active',
      subject: { reference: `Patient/${patientId(person)}` },
      requester: { display: 'Åse Fjellsjø', identifier: { value: '9999999' } },
    });

    const ended = await change(order, {
      status: 'completed',
      occurrenceTiming: period('2026-01-01', '2026-03-31'),
    });
    expect([ended.status, ended.body.meta.versionId]).toEqual([200, '2']);
    const path = `/ServiceRequest/${order.id ?? ''}`;
    expect((await facade.ask(path, { token })).body).toEqual(ended.body);
    expect((await facade.ask(`${path}/_history/1`, { token })).body).toEqual(order);
    const history = await facade.ask(`${path}/_history`, { token });
    expect(history.body.entry.map(({ resource }: fhir4.BundleEntry) => resource)).toEqual([
      ended.body,
      order,
    ]);
    expect((await facade.ask('/ServiceRequest/_history', { token })).body.entry).toEqual(history.body.entry);

    for (const [query, total] of [
      ['', 1],
      [`?patient=${patientId(person)}&status=completed`, 1],
      ['?status=active', 0],
      ['?code=http://snomed.info/sct|75367002', 1],
      ['?code=http://loinc.org|29463-7', 0],
    ] as const) {
      expect((await facade.ask(`/ServiceRequest${query}`, { token })).body.total, query).toBe(total);
    }
    expect(await actions()).toEqual([
      ...Array<string>(9).fill('order-read clinician'),
      'order-changed clinician',
      'order-changed clinician',
    ]);
  });

  test('and what is done with it here is what the CapabilityStatement says', async () => {
    const { body } = await facade.ask('/metadata');
    const listed = (body.rest[0].resource as fhir4.CapabilityStatementRestResource[]).find(
      ({ type }) => type === 'ServiceRequest',
    );
    expect(listed?.interaction?.map(({ code }) => code)).toEqual([
      'read',
      'vread',
      'history-instance',
      'history-type',
      'search-type',
      'create',
      'update',
    ]);
    expect(listed?.searchParam?.map(({ name }) => name)).toEqual([
      'patient',
      'patient.identifier',
      'status',
      'code',
      '_id',
    ]);
  });

  test('two who change it at once: the second is told, nothing is overwritten', async () => {
    const order = await set();
    expect((await change(order, { reasonCode: [{ text: 'Først' }] })).status).toBe(200);
    expect(reasonOf(await change(order, { reasonCode: [{ text: 'Sist' }] }))).toEqual([
      412,
      'version-conflict',
    ]);
    expect(reasonOf(await send('PUT', `/ServiceRequest/${order.id ?? ''}`, order))).toEqual([
      428,
      'if-match-required',
    ]);
    expect((await facade.ask(`/ServiceRequest/${order.id ?? ''}`, { token })).body.reasonCode).toEqual([
      { text: 'Først' },
    ]);
  });

  test('another of the same vital sign may not overlap it; one in another unit is not taken', async () => {
    await set();
    expect(
      reasonOf(await send('POST', '/ServiceRequest', sent({ occurrenceTiming: period('2026-06-01') }))),
    ).toEqual([409, 'order-overlaps']);
    const kilopascal = weightOrder(patientId(person));
    const limits = kilopascal.extension?.[0]?.extension ?? [];
    limits[1] = { url: 'yellowHigh', valueQuantity: quantity(180, '[lb_av]') };
    expect(reasonOf(await send('POST', '/ServiceRequest', kilopascal))).toEqual([422, 'unit-other']);
    expect((await send('POST', '/ServiceRequest', weightOrder(patientId(person)))).status).toBe(201);
  });
});

describe('who may', () => {
  test('scopes count by their letters; a source has none', async () => {
    const order = await set();
    const reading = await facade.clinician(person, { scopes: ['patient/ServiceRequest.r'] });
    expect((await facade.ask(`/ServiceRequest/${order.id ?? ''}`, { token: reading })).status).toBe(200);
    for (const [method, path, by] of [
      ['GET', '/ServiceRequest', reading],
      ['POST', '/ServiceRequest', reading],
      ['PUT', `/ServiceRequest/${order.id ?? ''}`, reading],
      ['GET', '/ServiceRequest', await facade.clinician(person)],
      ['GET', '/ServiceRequest', await facade.source({ scopes: ['system/*.cruds'] })],
    ] as const) {
      const answer =
        method === 'GET' ? await facade.ask(path, { token: by }) : await send(method, path, order, {}, by);
      expect(reasonOf(answer), `${method} ${path}`).toEqual([403, 'scope-insufficient']);
    }
  });

  test('citizens read theirs, and set none whatever their scopes', async () => {
    await set();
    const citizen = await facade.citizen(person, { scopes: ['patient/ServiceRequest.crus'] });
    expect((await facade.ask('/ServiceRequest', { token: citizen })).body.total).toBe(1);
    expect(reasonOf(await send('POST', '/ServiceRequest', sent(), {}, citizen))).toEqual([
      403,
      'clinician-required',
    ]);
  });

  test('a blocked clinician and an organisation that is not enrolled are refused, and that is in the log', async () => {
    const order = await set();
    const stranger = await facade.clinician(person, {
      scopes,
      organization: { orgnr: '310518778', name: 'Fjordvik' },
    });
    expect(reasonOf(await facade.ask('/ServiceRequest', { token: stranger }))).toEqual([
      403,
      'organization-not-enrolled',
    ]);
    await rights.blocks.make(person, {
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: Date.now() - 60_000,
      madeBy: { relation: 'self', name: 'Ærlig Bjørk' },
    });
    expect(reasonOf(await facade.ask(`/ServiceRequest/${order.id ?? ''}`, { token }))).toEqual([
      403,
      'access-blocked',
    ]);
    expect(reasonOf(await change(order, {}))).toEqual([403, 'access-blocked']);
    expect((await actions()).slice(0, 3)).toEqual([
      'order-changed clinician access-blocked',
      'order-read clinician access-blocked',
      'order-read clinician organization-not-enrolled',
    ]);
  });

  test("another patient's order is not there, and not changed", async () => {
    const order = await set();
    const other = await facade.clinician(newPerson(), { scopes });
    expect((await facade.ask(`/ServiceRequest/${order.id ?? ''}`, { token: other })).status).toBe(404);
    expect(reasonOf(await send('POST', '/ServiceRequest', sent(), {}, other))).toEqual([
      403,
      'other-patient',
    ]);
    expect((await facade.ask('/ServiceRequest', { token: other })).body.total).toBe(0);
  });
});

const code = 'http://loinc.org|85354-9';

/** What every way to measurements says of systolic readings: value, flag, origin, and which version of the order. */
async function judged(by = token) {
  const trend = await facade.ask(`/Observation/$trend?code=${code}`, { token: by });
  const parameters = (trend.body.parameter ?? []) as fhir4.ParametersParameter[];
  const limits = parameters
    .filter(({ name }) => name === 'limits')
    .map(({ part = [] }) => ({
      origin: part.find(({ name }) => name === 'origin')?.valueCode,
      order: part.find(({ name }) => name === 'order')?.valueReference?.reference,
    }));
  const column = (name: string) =>
    parameters
      .find((each) => each.name === 'series')
      ?.part?.find((each) => each.name === name)
      ?.valueString?.split(' ') ?? [];
  const inTrend = column('values').map((value, at) => {
    const used = limits[Number(column('limits')[at])];
    return [Number(value), column('flags')[at], used?.origin, used?.order];
  });
  const search = await facade.ask(`/Observation?code=${code}&_sort=date`, { token: by });
  const observations = (search.body.entry ?? []).map(
    ({ resource }: fhir4.BundleEntry) => resource,
  ) as fhir4.Observation[];
  const inSearch = observations.map(systolicOf);
  expect(inSearch).toEqual(inTrend);
  const last = observations.at(-1);
  const lastn = await facade.ask(`/Observation/$lastn?code=${code}`, { token: by });
  expect(lastn.body.entry?.[0]?.resource).toEqual(last);
  expect((await facade.ask(`/Observation/${last?.id ?? ''}`, { token: by })).body).toEqual(last);
  return inTrend;
}

function systolicOf({ component = [] }: fhir4.Observation) {
  const systolic = component.find((each) => each.code.coding?.[0]?.code === '8480-6');
  const own = systolic?.interpretation?.[0];
  const extension = (url: string) => own?.extension?.find((each) => each.url === url);
  return [
    systolic?.valueQuantity?.value,
    own?.coding?.[0]?.code,
    extension(limitOriginUrl)?.valueCode,
    extension(limitOrderUrl)?.valueReference?.reference,
  ];
}

describe('a measurement is judged by the limits that held when it was measured', () => {
  const readings = () =>
    [
      ['2025-12-31T23:59:59+01:00', 152],
      ['2026-01-01T00:00:00+01:00', 152],
      ['2026-02-28T23:59:59+01:00', 142],
      ['2026-03-01T00:00:00+01:00', 142],
      ['2026-03-01T08:00:00+01:00', 98],
    ] as const;
  const deliver = () =>
    facade.deliver(...readings().map(([time, value]) => bloodPressure(person, time, value, 70)));
  const stricter = {
    occurrenceTiming: period('2026-03-01'),
    extension: [bloodPressureLimits('8480-6', { yellowHigh: 140, redHigh: 160 })],
  };
  const expected = (order: fhir4.ServiceRequest) => {
    const version = (number: number) => `ServiceRequest/${order.id ?? ''}/_history/${number}`;
    return [
      [152, 'H', 'default', undefined],
      [152, 'H', 'order', version(1)],
      [142, 'N', 'order', version(1)],
      [142, 'H', 'order', version(2)],
      // The order is silent about low values: the general default is kept.
      [98, 'L', 'order', version(2)],
    ];
  };

  test('whether the order or the delivery came first, and whatever came between', async () => {
    const first = await set();
    expect((await change(first, stricter)).status).toBe(200);
    await deliver();
    expect(await judged()).toEqual(expected(first));

    person = newPerson();
    token = await facade.clinician(person, { scopes });
    await deliver();
    expect((await judged()).map(([, , origin]) => origin)).toEqual(Array(5).fill('default'));
    const second = await set();
    await deliver();
    expect((await change(second, stricter)).status).toBe(200);
    const all = await judged();
    expect(all.filter((_, at) => at % 2 === 0)).toEqual(expected(second));
    expect(all.filter((_, at) => at % 2 === 1)).toEqual(expected(second));
    expect(await judged(await facade.citizen(person))).toEqual(all);
  });

  test('a correction of the past judges it anew; an order made in error never judged', async () => {
    await deliver();
    const order = await set();
    const corrected = await change(order, { ...stricter, occurrenceTiming: period('2025-01-01') });
    expect((await judged()).map(([, flag]) => flag)).toEqual(['H', 'H', 'H', 'H', 'L']);
    await change(corrected.body as fhir4.ServiceRequest, { status: 'entered-in-error' });
    expect((await judged()).map(([, flag, origin]) => [flag, origin])).toEqual(
      ['H', 'H', 'H', 'H', 'L'].map((flag) => [flag, 'default']),
    );
  });

  test('of one patient, never of another', async () => {
    await set(sent({ extension: [bloodPressureLimits('8480-6', { yellowHigh: 110 })] }));
    person = newPerson();
    token = await facade.clinician(person, { scopes });
    await facade.deliver(bloodPressure(person, '2026-02-01T08:00:00Z', 120, 70));
    expect(await judged()).toEqual([[120, 'N', 'default', undefined]]);
  });

  test("the measurement's own range comes before the order; one that is not understood lets nothing be normal", async () => {
    await set();
    const withRange = (time: string, value: number, range: fhir4.ObservationReferenceRange) =>
      facade.deliver({
        ...bloodPressure(person, time, value, 70),
        component: [
          { ...pressureComponent('8480-6', value), referenceRange: [range] },
          pressureComponent('8462-4', 70),
        ],
      });
    await withRange('2026-02-01T08:00:00Z', 155, { high: quantity(160, 'mm[Hg]') });
    await withRange('2026-02-02T08:00:00Z', 145, { text: 'etter avtale' });
    await withRange('2026-02-03T08:00:00Z', 155, { text: 'etter avtale' });
    const trend = await facade.ask(`/Observation/$trend?code=${code}`, { token });
    const series = (trend.body.parameter as fhir4.ParametersParameter[]).find(
      ({ name }) => name === 'series',
    );
    expect(series?.part?.find(({ name }) => name === 'flags')?.valueString).toBe('N - H');
    const origins = (trend.body.parameter as fhir4.ParametersParameter[])
      .filter(({ name }) => name === 'limits')
      .map(({ part }) => part?.find(({ name }) => name === 'origin')?.valueCode);
    const used = series?.part?.find(({ name }) => name === 'limits')?.valueString?.split(' ');
    expect(used?.map((index) => origins[Number(index)])).toEqual(['measurement', 'order', 'order']);
  });

  test('what had no limit has one: weight, with the persistence of its yellow', async () => {
    await facade.deliver(
      weight(person, '2026-02-01T08:00:00Z', 82_400, 'g'),
      weight(person, '2026-02-02T08:00:00Z', 81.9),
    );
    await set(weightOrder(patientId(person)));
    const trend = await facade.ask('/Observation/$trend?code=http://loinc.org|29463-7', { token });
    const parameters = trend.body.parameter as fhir4.ParametersParameter[];
    const series = parameters.find(({ name }) => name === 'series');
    expect(series?.part?.find(({ name }) => name === 'flags')?.valueString).toBe('H N');
    expect(parameters.find(({ name }) => name === 'limits')?.part).toContainEqual({
      name: 'persistence',
      part: [
        { name: 'needed', valueInteger: 2 },
        { name: 'of', valueInteger: 3 },
      ],
    });
  });
});
