import { expect, test } from 'vitest';
import { ehrRecord } from '../../../app/smart/ehr-record.ts';
import type { EhrRequest, EhrSession } from '../../../app/smart/oauth.ts';

const signal = new AbortController().signal;
const identifier = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' };
const note = (patient: string): fhir4.DocumentReference => ({
  resourceType: 'DocumentReference',
  identifier: [identifier],
  status: 'current',
  subject: { reference: patient },
  content: [],
});

function recordAnswering(answer: unknown) {
  const sent: EhrRequest[] = [];
  const session = {
    patient: 'p1',
    scope: 'patient/DocumentReference.crs',
    fhirUser: 'Practitioner/n1',
    encounter: 'e1',
    request: (request: EhrRequest) => {
      sent.push(request);
      return Promise.resolve(answer);
    },
  } as unknown as EhrSession;
  return { record: ehrRecord(session), sent };
}

test('says whose record it is, in whose name, and what is granted', () => {
  expect(recordAnswering(undefined).record).toMatchObject({
    patient: 'p1',
    author: 'Practitioner/n1',
    encounter: 'Encounter/e1',
    mayWrite: true,
    maySearch: true,
  });
});

test('creates unless one with the same identifier is there', async () => {
  const { record, sent } = recordAnswering(note('Patient/p1'));
  await record.create(note('Patient/p1'), signal);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    url: 'DocumentReference',
    method: 'POST',
    headers: { 'if-none-exist': 'identifier=urn:ietf:rfc:3986|urn:uuid:1' },
  });
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual(note('Patient/p1'));
});

test.each(['Patient/p2', 'Patient/p11', 'Practitioner/p1', ''])('nothing is sent about %s', async (other) => {
  const { record, sent } = recordAnswering(undefined);
  await expect(record.create(note(other), signal)).rejects.toMatchObject({ reason: 'other-patient' });
  expect(sent).toEqual([]);
});

test('an answer about another patient is no success; an empty answer is', async () => {
  const other = recordAnswering(note('Patient/p2')).record;
  await expect(other.create(note('Patient/p1'), signal)).rejects.toMatchObject({ reason: 'other-patient' });
  const absolute = recordAnswering(note('https://ehr.example/fhir/Patient/p1')).record;
  await expect(absolute.create(note('Patient/p1'), signal)).resolves.toBeUndefined();
  await expect(recordAnswering('').record.create(note('Patient/p1'), signal)).resolves.toBeUndefined();
});

test('is looked for by identifier and patient', async () => {
  const bundle = (entry: object[]) => ({ resourceType: 'Bundle', type: 'searchset', entry });
  const found = recordAnswering(bundle([{ resource: note('Patient/p1') }]));
  expect(await found.record.holds(identifier, signal)).toBe(true);
  expect(found.sent[0]?.url).toBe(
    'DocumentReference?identifier=urn%3Aietf%3Arfc%3A3986%7Curn%3Auuid%3A1&patient=p1',
  );
  expect(await recordAnswering(bundle([])).record.holds(identifier, signal)).toBe(false);
  const warning = { resource: { resourceType: 'OperationOutcome', issue: [] } };
  expect(await recordAnswering(bundle([warning])).record.holds(identifier, signal)).toBe(false);
  await expect(
    recordAnswering(bundle([{ resource: note('Patient/p2') }])).record.holds(identifier, signal),
  ).rejects.toMatchObject({ reason: 'other-patient' });
  await expect(recordAnswering('<html>').record.holds(identifier, signal)).rejects.toMatchObject({
    reason: 'malformed',
  });
});
