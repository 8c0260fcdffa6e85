import { describe, expect, test } from 'vitest';
import { readFollowUps } from '../../../../app/citizen/limited/follow-ups.ts';

const patient = 'teenager';
const orgnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';
const episode = (changes: object = {}) => ({
  resourceType: 'EpisodeOfCare',
  status: 'active',
  patient: { reference: `Patient/${patient}` },
  managingOrganization: {
    type: 'Organization',
    identifier: { system: orgnrSystem, value: '958935420' },
    display: 'Oslo kommune',
  },
  period: { start: '2026-03-01' },
  ...changes,
});
const read = (...resources: object[]) => {
  const entry = resources.map((resource) => ({ resource }));
  const answer = { resourceType: 'Bundle', type: 'searchset', ...(entry.length > 0 && { entry }) };
  return readFollowUps({ get: () => Promise.resolve(answer) }, patient, new AbortController().signal);
};

describe('who follows the patient', () => {
  test('is told with organisation and days', async () => {
    expect(await read()).toEqual([]);
    const until = { period: { start: '2026-03-01', end: '2200-01-01' } };
    expect(await read(episode(), episode(until))).toEqual([
      { orgnr: '958935420', name: 'Oslo kommune', since: '2026-03-01' },
      { orgnr: '958935420', name: 'Oslo kommune', since: '2026-03-01', until: '2200-01-01' },
    ]);
  });

  test('is nobody whose follow-up is over', async () => {
    expect(await read(episode({ status: 'finished' }))).toEqual([]);
  });

  test.each([
    ['another patient', episode({ patient: { reference: 'Patient/other' } }), 'other-patient'],
    ['no patient', episode({ patient: {} }), 'other-patient'],
    ['something else', { resourceType: 'Observation' }, 'malformed'],
    ['an episode of nobody', episode({ managingOrganization: {} }), 'malformed'],
    ['an episode without a day', episode({ period: { start: '2026-03-01T08:00:00Z' } }), 'malformed'],
  ])('is refused whole with %s in it', async (_, other, reason) => {
    await expect(read(episode(), other)).rejects.toMatchObject({ reason });
  });

  test('is refused when the answer is no Bundle', async () => {
    const connection = { get: () => Promise.resolve({ resourceType: 'OperationOutcome' }) };
    const { signal } = new AbortController();
    await expect(readFollowUps(connection, patient, signal)).rejects.toMatchObject({ reason: 'malformed' });
  });
});
