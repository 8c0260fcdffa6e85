import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Block } from '../../../launch/pmd/access/blocks.ts';
import { about, collection, found, pulse, refusal } from './support/observation-bundle.ts';
import { otherPatient, patient, practitioner, startPmd } from './support/pmd-sandbox.ts';
import type { PmdSandbox } from './support/pmd-sandbox.ts';

let sandbox: PmdSandbox;
beforeAll(async () => {
  sandbox = await startPmd();
  await sandbox.deliver(
    collection([pulse('2026-03-01T10:00:00Z'), pulse('2026-03-01T10:00:00Z', about(otherPatient))]),
  );
});
beforeEach(() => sandbox.pmd.setBehaviour({ blockAnswer: 'forbidden' }));
afterAll(() => sandbox.stop());

const system = 'http://nhn.no/fhir/nilar/CodeSystem/pvk-outcome-cs';
const search = (headers: Record<string, string> = {}) => sandbox.search(undefined, { headers });

const specific: Block = { kind: 'specific', patient, practitioner: practitioner.pid };
const general: Block = { kind: 'general', patient };
const reservation: Block = { kind: 'reservation', patient };

describe.each<[string, Block[], string]>([
  ['a block of this professional by pid', [specific], 'Specific'],
  ['a block of this professional by HPR', [{ ...specific, practitioner: practitioner.hpr }], 'Specific'],
  ['a block of all', [general], 'General'],
  ['a reservation', [reservation], 'Reservation'],
  ['this one and all', [general, specific], 'Specific'],
])('%s', (_name, blocks, code) => {
  test('403 with an OperationOutcome', async () => {
    sandbox.pmd.setBlocks(blocks);
    expect(await refusal(await search())).toMatchObject({
      status: 403,
      code: 'suppressed',
      coding: { system, code },
      challenge: null,
    });
  });

  test('200 with an OperationOutcome as the only entry', async () => {
    sandbox.pmd.setBlocks(blocks);
    sandbox.pmd.setBehaviour({ blockAnswer: 'outcome' });
    const bundle = (await (await search()).json()) as fhir4.Bundle;
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect(bundle.entry).toHaveLength(1);
    expect(bundle.entry?.[0]).toMatchObject({
      search: { mode: 'outcome' },
      resource: { resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ system, code }] } }] },
    });
  });
});

test('another professional and another patient are let through', async () => {
  sandbox.pmd.setBlocks([
    { ...specific, practitioner: 'someone else' },
    { ...specific, patient: otherPatient },
    { ...general, patient: otherPatient },
    { ...reservation, patient: otherPatient },
  ]);
  expect(await found(await search())).toHaveLength(1);
  sandbox.pmd.setBlocks([specific]);
  sandbox.pmd.setBlocks([]);
  expect(await found(await search())).toHaveLength(1);
});

describe('consent and emergency', () => {
  const bases: Record<string, string>[] = [
    { 'x-pmd-reason': '1' },
    { 'x-pmd-reason': '2' },
    { 'access-basis': 'SAMTYKKE' },
    { 'access-basis': 'AKUTT' },
    { 'access-basis': 'AKUTT', 'x-pmd-reason': '2' },
  ];

  test.each(bases)('open a block of all: %j', async (headers) => {
    sandbox.pmd.setBlocks([general]);
    expect(await found(await search(headers))).toHaveLength(1);
  });

  test.each(bases)('open neither a block of this professional nor a reservation: %j', async (headers) => {
    for (const block of [specific, reservation]) {
      sandbox.pmd.setBlocks([block]);
      expect((await search(headers)).status).toBe(403);
    }
  });

  test.each<Record<string, string>>([{ 'x-pmd-reason': '0' }, { 'access-basis': 'UNNTAK' }])(
    'the ordinary basis opens nothing: %j',
    async (headers) => {
      sandbox.pmd.setBlocks([general]);
      expect((await search(headers)).status).toBe(403);
    },
  );

  test.each<Record<string, string>>([
    { 'x-pmd-reason': '3' },
    { 'x-pmd-reason': 'AKUTT' },
    { 'access-basis': 'akutt' },
    { 'access-basis': 'toString' },
    { 'access-basis': 'SAMTYKKE', 'x-pmd-reason': '2' },
  ])('what means nothing → 400: %j', async (headers) => {
    sandbox.pmd.setBlocks([]);
    expect(await refusal(await search(headers))).toMatchObject({ status: 400, code: 'invalid' });
  });

  test('the header is configuration', async () => {
    const { accessBasis: standard } = (await import('../../../launch/pmd/behaviour.ts')).defaultBehaviour;
    sandbox.pmd.setBlocks([general]);
    sandbox.pmd.setBehaviour({ accessBasis: { header: 'hit-access-basis', values: { OPEN: 'consent' } } });
    expect((await search({ 'access-basis': 'SAMTYKKE' })).status).toBe(403);
    expect(await found(await search({ 'hit-access-basis': 'OPEN' }))).toHaveLength(1);
    sandbox.pmd.setBehaviour({ accessBasis: standard });
  });
});
