import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { about, collection, found, pulse, refusal } from './support/observation-bundle.ts';
import { attestation, fodselsnummer, otherPatient, patient, startPmd } from './support/pmd-sandbox.ts';
import type { PmdSandbox } from './support/pmd-sandbox.ts';

let sandbox: PmdSandbox;
const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';

const stored = {
  pulse: pulse('2026-03-01T10:00:00+01:00'),
  later: pulse('2026-03-02T10:00:00.500Z'),
  day: pulse('2026-03-03'),
  bp: pulse('2026-03-04T10:00:00Z', {
    code: {
      coding: [
        { system: loinc, code: '85354-9' },
        { system: snomed, code: '75367002' },
      ],
    },
  }),
  local: pulse('2026-03-05T10:00:00Z', { code: { coding: [{ code: '8867-4' }] } }),
  period: pulse('', {
    effectiveDateTime: undefined,
    effectivePeriod: { start: '2026-03-06T10:00:00Z', end: '2026-03-08T10:00:00Z' },
  }),
  open: pulse('', { effectiveDateTime: undefined, effectivePeriod: { start: '2026-03-20T10:00:00Z' } }),
  instant: pulse('', { effectiveDateTime: undefined, effectiveInstant: '2026-03-09T10:00:00Z' }),
  timing: pulse('', { effectiveDateTime: undefined, effectiveTiming: { event: ['2026-03-10T10:00:00Z'] } }),
  empty: pulse(''),
  timeless: pulse('', { effectiveDateTime: undefined }),
};

beforeAll(async () => {
  sandbox = await startPmd();
  const resources = Object.entries(stored).map(([id, resource]) => ({ ...resource, id }));
  const others = [
    pulse('2026-03-01T10:00:00Z', { ...about(otherPatient), id: 'foreign' }),
    pulse('2026-03-01T10:00:00Z', { subject: { identifier: { value: patient } }, id: 'no-system' }),
  ];
  await sandbox.deliver(collection([...resources, ...others]));
});
afterAll(() => sandbox.stop());

const who: [string, string] = ['patient.identifier', `${fodselsnummer}|${patient}`];
const ids = async (...form: [string, string][]) =>
  (await found(await sandbox.search([who, ...form]))).map(({ id }) => id).sort();
const all = Object.keys(stored).sort();

describe('patient.identifier', () => {
  test('system|value finds this patient’s alone', async () => {
    expect(await ids()).toEqual(all);
  });

  test('a bare value finds whatever system was delivered', async () => {
    const bare = await found(await sandbox.search([['patient.identifier', patient]]));
    expect(bare.map(({ id }) => id).sort()).toEqual([...all, 'no-system'].sort());
  });

  test('another system finds nothing, and an empty answer has no entry', async () => {
    const response = await sandbox.search([['patient.identifier', `urn:other|${patient}`]]);
    expect(await response.json()).toEqual({ resourceType: 'Bundle', type: 'searchset' });
  });

  test.each([
    ['no patient', []],
    ['an empty one', [['patient.identifier', '']]],
    ['two', [who, ['patient.identifier', otherPatient]]],
    ['two in one', [['patient.identifier', `${patient},${otherPatient}`]]],
    ['subject instead', [['subject', `Patient/${patient}`]]],
  ] as [string, [string, string][]][])('%s → 400', async (_name, form) => {
    const answer = await refusal(await sandbox.search(form));
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.diagnostics).toContain('patient.identifier');
    expect(answer.diagnostics).not.toContain(patient);
  });
});

describe('date', () => {
  test.each([
    ['eq2026-03-01', ['pulse']],
    ['2026-03-01', ['pulse']],
    ['2026-03-01T09:00:00Z', ['pulse']],
    ['2026-03-01T09:00Z', ['pulse']],
    ['2026-03-01T10:00:00+01:00', ['pulse']],
    ['2026-03-01T10:00:00Z', []],
    ['eq2026-03-02T10:00:00Z', ['later']],
    ['eq2026-03-02T10:00:00.500Z', ['later']],
    ['eq2026-03-02T10:00:00.501Z', []],
    ['eq2026-03-09', ['instant']],
    ['eq2026-03-10', ['timing']],
    ['eq2026-03-07', []],
    ['eq2026-03', all.filter((id) => !['empty', 'timeless', 'open'].includes(id))],
    ['eq2026', all.filter((id) => !['empty', 'timeless', 'open'].includes(id))],
    ['ge2026-03-09T10:00:00Z', ['instant', 'open', 'timing']],
    ['gt2026-03-09T10:00:00Z', ['open', 'timing']],
    ['gt2026-03-07', ['instant', 'open', 'period', 'timing']],
    ['le2026-03-02T10:00:00.500Z', ['later', 'pulse']],
    ['lt2026-03-02T10:00:00.500Z', ['pulse']],
    ['lt2026-03-03', ['later', 'pulse']],
    ['le2026-03-03', ['day', 'later', 'pulse']],
  ])('%s', async (date, expected) => {
    expect(await ids(['date', date])).toEqual([...expected].sort());
  });

  test('repeated: both hold', async () => {
    expect(await ids(['date', 'ge2026-03-03'], ['date', 'lt2026-03-05T10:00:00Z'])).toEqual(['bp', 'day']);
  });

  test.each([
    'ne2026-03-01',
    'sa2026',
    'yesterday',
    '',
    '2026-02-30',
    '2026-03-01T10:00:00 01:00',
    '2026-03-01,2026-03-02',
  ])('“%s” → 400', async (date) => {
    expect(await refusal(await sandbox.search([who, ['date', date]]))).toMatchObject({
      status: 400,
      diagnostics: expect.stringMatching(/^date /) as string,
    });
  });
});

describe('code', () => {
  const pulses = all.filter((id) => id !== 'bp');
  test.each([
    ['8867-4', pulses],
    [`${loinc}|8867-4`, pulses.filter((id) => id !== 'local')],
    ['|8867-4', ['local']],
    [`${snomed}|`, ['bp']],
    [`${loinc}|85354-9`, ['bp']],
    [`${snomed}|75367002,|8867-4`, ['bp', 'local']],
    [`${snomed}|85354-9`, []],
    ['8867', []],
  ])('%s', async (code, expected) => {
    expect(await ids(['code', code])).toEqual(expected);
  });

  test('repeated: both hold', async () => {
    expect(await ids(['code', '85354-9'], ['code', '75367002,1'])).toEqual(['bp']);
    expect(await ids(['code', '85354-9'], ['code', '8867-4'])).toEqual([]);
  });

  test('with date', async () => {
    expect(
      await ids(['code', `${loinc}|8867-4`], ['date', 'ge2026-03-09'], ['date', 'lt2026-03-10']),
    ).toEqual(['instant']);
  });

  test.each(['', '|', 'a,'])('“%s” → 400', async (code) => {
    expect(await refusal(await sandbox.search([who, ['code', code]]))).toMatchObject({ status: 400 });
  });
});

describe('the answer', () => {
  test('is whole whatever paging, sort or count is asked for, and has neither total nor link', async () => {
    const response = await sandbox.search([
      who,
      ['_count', '1'],
      ['_sort', '-date'],
      ['_summary', 'count'],
      ['_skip', '3'],
      ['status', 'amended'],
    ]);
    const bundle = (await response.json()) as fhir4.Bundle;
    expect(Object.keys(bundle).sort()).toEqual(['entry', 'resourceType', 'type']);
    expect(bundle.entry?.map(({ resource }) => resource?.id).sort()).toEqual(all);
    expect(bundle.entry?.every(({ search }) => search?.mode === 'match')).toBe(true);
  });

  test('is in no order by time, nor as delivered', async () => {
    const order = (await found(await sandbox.search())).map(({ id }) => id);
    expect(order).not.toEqual(Object.keys(stored));
    expect(order).not.toEqual(Object.keys(stored).reverse());
  });
});

describe('only POST', () => {
  test.each(['/Observation/_search', '/Observation', '/'])('GET %s → 405', async (path) => {
    const response = await fetch(`${sandbox.pmd.url}${path}?patient.identifier=x`);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await refusal(response)).toMatchObject({ status: 405 });
  });

  test.each(['PUT', 'DELETE'])('%s /Observation → 405', async (method) => {
    expect((await fetch(`${sandbox.pmd.url}/Observation`, { method })).status).toBe(405);
  });

  test.each(['/metadata', '/Observation/pulse', '/Patient'])('GET %s → 404', async (path) => {
    expect(await refusal(await fetch(sandbox.pmd.url + path))).toMatchObject({ status: 404 });
  });

  test('a body that is no form → 415', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await refusal(await sandbox.search([who], { headers }))).toMatchObject({ status: 415 });
  });
});

test('what came is counted, whatever became of it', async () => {
  const { searches, deliveries } = sandbox.pmd.received();
  await sandbox.search([who]);
  await sandbox.search([]);
  await sandbox.deliver('nonsense');
  expect(sandbox.pmd.received()).toEqual({ searches: searches + 2, deliveries: deliveries + 1 });
});

describe('generations of the interface', () => {
  const carried = (header: string, form: [string, string][] = [], value = patient) =>
    sandbox.search(form, { headers: { [header]: value } });

  test.each(['x-pmd-patient', 'person-id'] as const)('%s', async (carrier) => {
    sandbox.pmd.setBehaviour({ patientCarrier: carrier });
    try {
      expect((await found(await carried(carrier))).length).toBe(all.length + 1);
      expect(await found(await carried(carrier, [who]))).toHaveLength(all.length + 1);
      expect(await found(await carried(carrier, [['code', '85354-9']]))).toHaveLength(1);
      expect(await refusal(await sandbox.search([who]))).toMatchObject({
        status: 400,
        diagnostics: expect.stringContaining(carrier) as string,
      });
      expect(await refusal(await carried(carrier, [who], otherPatient))).toMatchObject({ status: 400 });
    } finally {
      sandbox.pmd.setBehaviour({ patientCarrier: 'form' });
    }
  });

  test('form: a header may repeat the patient, not contradict it', async () => {
    expect(await found(await carried('x-pmd-patient', [who]))).toHaveLength(all.length);
    expect(await refusal(await carried('x-pmd-patient', [who], otherPatient))).toMatchObject({ status: 400 });
    expect(await refusal(await carried('x-pmd-patient'))).toMatchObject({ status: 400 });
  });
});

describe('attestation', () => {
  const claim = 'nhn:tillitsrammeverk:parameters';
  const withAttestation = (value: unknown) =>
    sandbox.search([who], { token: { claims: { [claim]: value } } });
  const aged = (seconds: number, named?: string) => attestation(sandbox.now() - seconds * 1000, named);

  test.each([
    ['missing', () => undefined],
    ['not an object', () => 'TREAT'],
    ['without toa', () => ({ attestation: {} })],
    ['older than 60 minutes', () => aged(3605)],
    ['from the future', () => aged(-60)],
    ['about another patient', () => aged(0, otherPatient)],
    [
      'about another patient, written flat',
      () => ({ ...aged(0), patients: [{ id: otherPatient, system: fodselsnummer }] }),
    ],
  ])('%s → 403', async (_name, value) => {
    expect(await refusal(await withAttestation(value()))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('expired says so in the trust framework’s words', async () => {
    expect((await refusal(await withAttestation(aged(3605)))).diagnostics).toContain(
      'attestation_has_expired',
    );
  });

  test.each([
    ['of 59 minutes', () => aged(3540)],
    ['about this patient', () => aged(0, patient)],
    [
      'about this patient, written flat',
      () => ({ ...aged(0), patients: [{ id: patient, system: fodselsnummer }] }),
    ],
    ['with toa beside the groups', () => ({ toa: Math.floor(sandbox.now() / 1000) })],
    ['as the only one of a list', () => [aged(0)]],
  ])('%s is good', async (_name, value) => {
    expect(await found(await withAttestation(value()))).toHaveLength(all.length);
  });

  test('off: none is asked for', async () => {
    sandbox.pmd.setBehaviour({ attestation: 'off' });
    expect(await found(await withAttestation(undefined))).toHaveLength(all.length);
    sandbox.pmd.setBehaviour({ attestation: 'required' });
  });
});
