import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PmdFaultId } from '../../../../launch/pmd/faults/fault-ids.ts';
import { hugeCount } from '../../../../launch/pmd/faults/huge-answer.ts';
import type { PersonIdentifier } from '../../../../server/access/grant.ts';
import { prepareDelivery } from '../../../../server/delivery/prepare.ts';
import type { NationalStore } from '../../../../server/store/national-store.ts';
import {
  bloodPressure,
  heartRate,
  newPerson,
  orgnrSystem,
  oslo,
} from '../../../support/observation-builders.ts';
import { fromOslo } from '../../../support/delivery-origin.ts';
import { startPmdStack, type PmdStack } from '../../../support/pmd-stack.ts';
import { citizen } from '../fhir/asking.ts';

let stack: PmdStack;
beforeAll(async () => {
  stack = await startPmdStack({
    guard: { retries: 0, callTimeout: 3000, requestTimeout: 4000, breaker: { failures: 1000, openFor: 10 } },
  });
  expect(await stack.logIn(stack.clinician(newPerson()))).toBe('connected');
});
afterAll(() => stack.stop());

const performer = [
  { type: 'Organization', identifier: { system: orgnrSystem, value: oslo.orgnr }, display: oslo.name },
];

const deliveredAs = (resource: fhir4.Observation) => ({ resource, text: JSON.stringify(resource), start: 0 });

async function deliver(observations: fhir4.Observation[]) {
  const prepared = observations.map((resource) =>
    prepareDelivery(deliveredAs(resource), oslo, Date.now(), 'accept'),
  );
  return stack.storeFor(stack.source(oslo)).deliver(fromOslo, prepared);
}

async function personWith(count: number): Promise<PersonIdentifier> {
  const person = newPerson();
  const day = (n: number) => `2026-03-0${n + 1}T08:00:00Z`;
  await deliver(Array.from({ length: count }, (_, n) => heartRate(person, day(n), 60 + n, { performer })));
  return person;
}

const everything = { dates: [], lastUpdated: [], sort: 'date' as const };
const ways: [string, (store: NationalStore, person: PersonIdentifier) => Promise<unknown>][] = [
  ['search', (store, person) => store.search(person, everything, { count: 10 })],
  ['count', (store, person) => store.count(person, everything)],
  ['$lastn', (store, person) => store.lastn(person, { codes: [{ code: '8867-4' }], dates: [], max: 1 })],
  ['$trend', (store, person) => store.trend(person, { codes: ['8867-4'], period: {} })],
];

test.each(ways)('a citizen is refused plainly: %s', async (_way, ask) => {
  const person = await personWith(1);
  await expect(ask(stack.storeFor(citizen(person)), person)).rejects.toMatchObject({
    status: 501,
    reason: 'citizens-not-supported',
  });
  const gp = stack.clinician(person);
  expect(await stack.logIn(gp)).toBe('connected');
  await expect(ask(stack.storeFor(gp), person)).resolves.toBeDefined();
  await expect(ask(stack.storeFor(citizen(person)), person)).rejects.toMatchObject({ status: 501 });
});

describe('an answer that is not whole is no answer', () => {
  const cases: [PmdFaultId, number, string][] = [
    ['connection-refused', 503, 'store-unavailable'],
    ['connection-reset', 503, 'store-unavailable'],
    ['broken-off', 503, 'store-unavailable'],
    ['server-error', 503, 'store-unavailable'],
    ['slow', 504, 'store-timeout'],
    ['too-many-requests', 503, 'store-throttled'],
    ['html', 502, 'store-malformed'],
    ['null', 502, 'store-malformed'],
    ['truncated', 502, 'store-malformed'],
    ['foreign-patient', 502, 'other-patient'],
  ];
  test.each(cases)(
    '%s is %i %s, whatever is asked, and nothing of it is kept',
    async (fault, status, reason) => {
      const person = await personWith(2);
      const store = stack.storeFor(stack.clinician(person));
      await stack.pmd.setFaults([fault]);
      try {
        for (const [, ask] of ways) {
          const failed = await ask(store, person).catch((error: unknown) => error);
          expect(failed).toMatchObject({ name: 'FhirError', status, reason });
          expect(JSON.stringify(failed)).not.toContain(person.value);
          expect(String(failed)).not.toContain(person.value);
        }
      } finally {
        await stack.pmd.setFaults([]);
      }
      expect(await store.count(person, everything)).toBe(2);
    },
  );
});

describe('what PMD adds of its own', () => {
  test('duplicates are one measurement each', async () => {
    const person = await personWith(3);
    await stack.pmd.setFaults(['duplicates']);
    expect(await stack.storeFor(stack.clinician(person)).count(person, everything)).toBe(3);
    await stack.pmd.setFaults([]);
  });

  test('105,000 values in one answer are all there, asked for once', { timeout: 120_000 }, async () => {
    const unhurried = await startPmdStack({ guard: { callTimeout: 90_000, requestTimeout: 100_000 } });
    try {
      const person = newPerson();
      const clinician = unhurried.clinician(person);
      expect(await unhurried.logIn(clinician)).toBe('connected');
      await unhurried.pmd.setFaults(['huge']);
      const store = unhurried.storeFor(clinician);
      const { trends } = await store.trend(person, { codes: ['15074-8'], period: {} });
      const times = [...(trends[0]?.points ?? [])].map(({ effective }) => effective);
      expect(times).toHaveLength(hugeCount);
      expect(new Set(times).size).toBe(hugeCount);
      expect(await store.count(person, everything)).toBe(hugeCount);
      const { observations, next } = await store.search(person, everything, { count: 10 });
      expect([observations.length, next === undefined]).toEqual([10, false]);
      expect(unhurried.pmd.received().searches).toBe(1);
    } finally {
      await unhurried.stop();
    }
  });

  test('odd values are there, and none of them is drawn as something it is not', async () => {
    const person = await personWith(0);
    await stack.pmd.setFaults(['odd-values']);
    const { observations } = await stack
      .storeFor(stack.clinician(person))
      .search(person, everything, { count: 10 });
    await stack.pmd.setFaults([]);
    expect(observations).toHaveLength(4);
  });
});

describe("the citizen's decisions", () => {
  test.each([
    ['forbidden', 'specific', 'access-blocked'],
    ['forbidden', 'reservation', 'access-blocked'],
    ['forbidden', 'general', 'access-restricted'],
    ['outcome', 'specific', 'access-blocked'],
    ['outcome', 'reservation', 'access-blocked'],
    ['outcome', 'general', 'access-restricted'],
  ] as const)('told as %s: %s is 403 %s', async (blockAnswer, kind, reason) => {
    const person = await personWith(2);
    const clinician = stack.clinician(person);
    stack.pmd.setBehaviour({ blockAnswer });
    const own = { patient: person.value };
    stack.pmd.setBlocks([
      kind === 'specific' ? { kind, ...own, practitioner: clinician.practitioner.hpr } : { kind, ...own },
    ]);
    const store = stack.storeFor(clinician);
    for (const [, ask] of ways) {
      await expect(ask(store, person)).rejects.toMatchObject({ status: 403, reason });
    }
    stack.pmd.setBlocks([]);
    expect(await store.count(person, everything)).toBe(2);
  });

  test.each(['specific', 'general'] as const)(
    'once it is known (%s), nothing that was kept before is handed out',
    async (kind) => {
      const person = await personWith(2);
      const clinician = stack.clinician(person);
      const store = stack.storeFor(clinician);
      const from = Date.parse('2026-03-01T00:00:00Z');
      const lately = () =>
        store.lastn(person, {
          codes: [{ code: '8867-4' }],
          dates: [{ prefix: 'ge', from, to: from + 1 }],
          max: 1,
        });
      expect(await lately()).toHaveLength(1);
      const own = { patient: person.value };
      stack.pmd.setBlocks([
        kind === 'specific' ? { kind, ...own, practitioner: clinician.practitioner.hpr } : { kind, ...own },
      ]);
      try {
        await expect(store.count(person, everything)).rejects.toMatchObject({ status: 403 });
        await expect(lately()).rejects.toMatchObject({ status: 403 });
      } finally {
        stack.pmd.setBlocks([]);
      }
    },
  );

  test('a blocked clinician is told the same whether there are measurements or not', async () => {
    const told: string[] = [];
    for (const person of [await personWith(2), newPerson()]) {
      const clinician = stack.clinician(person);
      stack.pmd.setBlocks([
        { kind: 'specific', patient: person.value, practitioner: clinician.practitioner.hpr },
      ]);
      const failed = await stack
        .storeFor(clinician)
        .count(person, everything)
        .catch((error: unknown) => error);
      told.push(`${String(failed)} ${JSON.stringify(failed)}`);
    }
    stack.pmd.setBlocks([]);
    expect(told[0]).toBe(told[1]);
  });
});

describe('the login', () => {
  test('without one nothing is asked', async () => {
    const person = await personWith(1);
    const before = stack.pmd.received().searches;
    const store = stack.storeFor(stack.clinician(person, 'hospital-doctor'));
    await expect(store.count(person, everything)).rejects.toMatchObject({
      status: 403,
      reason: 'national-login-required',
    });
    expect(stack.pmd.received().searches).toBe(before);
  });

  test('what was fetched for one clinician is not handed to another, nor kept past a logout', async () => {
    const person = await personWith(1);
    const [gp, nurse] = [stack.clinician(person), stack.clinician(person, 'municipal-nurse')];
    expect(await stack.logIn(nurse)).toBe('connected');
    const searches = async (work: () => Promise<unknown>) => {
      const before = stack.pmd.received().searches;
      await work();
      return stack.pmd.received().searches - before;
    };
    const count = (grant: typeof gp) => () => stack.storeFor(grant).count(person, everything);
    expect(await searches(count(gp))).toBe(1);
    expect(await searches(count(gp))).toBe(0);
    expect(await searches(count(nurse))).toBe(1);
    stack.helseid.sessions.end(nurse);
    await expect(count(nurse)()).rejects.toMatchObject({ reason: 'national-login-required' });
    expect(await stack.logIn(nurse)).toBe('connected');
    expect(await searches(count(nurse))).toBe(1);
  });

  test('the wrong person at HelseID gets no session', async () => {
    const person = await personWith(1);
    const doctor = stack.clinician(person, 'hospital-doctor');
    expect(await stack.logIn(doctor, 'another-clinician')).toBe('other-person');
    await expect(stack.storeFor(doctor).count(person, everything)).rejects.toMatchObject({
      reason: 'national-login-required',
    });
  });
});

describe('delivery', () => {
  test('what PMD does not take is answered as not taken, each for itself', async () => {
    const person = newPerson();
    await stack.pmd.setFaults(['server-error']);
    const refused = await deliver([heartRate(person, '2026-03-01T08:00:00Z', 70, { performer })]);
    await stack.pmd.setFaults([]);
    expect(refused).toMatchObject([{ status: 503, reason: 'store-unavailable' }]);
    expect(await stack.storeFor(stack.clinician(person)).count(person, everything)).toBe(0);
  });

  test('is seen at once by who has just looked', async () => {
    const person = await personWith(1);
    const store = stack.storeFor(stack.clinician(person));
    expect(await store.count(person, everything)).toBe(1);
    await deliver([bloodPressure(person, '2026-03-02T08:00:00Z', 120, 80, { performer })]);
    expect(await store.count(person, everything)).toBe(2);
  });

  test('a version is named: refused, and the others are delivered in their places', async () => {
    const person = newPerson();
    const at = (hour: number) =>
      prepareDelivery(
        deliveredAs(heartRate(person, `2026-03-01T0${hour}:00:00Z`, 60 + hour, { performer })),
        oslo,
        Date.now(),
        'accept',
      );
    const results = await stack
      .storeFor(stack.source(oslo))
      .deliver(fromOslo, [at(1), { ...at(2), ifMatch: 1 }, at(3)]);
    expect(results).toMatchObject([
      { outcome: 'created' },
      { status: 501, reason: 'if-match-not-supported' },
      { outcome: 'created' },
    ]);
    expect(await stack.storeFor(stack.clinician(person)).count(person, everything)).toBe(2);
  });

  test('sources are not told what they delivered: it says so', async () => {
    const store = stack.storeFor(stack.source(oslo));
    await expect(
      store.deliveredBy(oslo.orgnr, { dates: [], lastUpdated: [] }, { count: 1 }),
    ).rejects.toMatchObject({
      status: 501,
    });
  });
});

describe('the generations of PMD', () => {
  test.each([
    ['X-Pmd-Patient', 'x-pmd-patient'],
    ['person-id', 'person-id'],
  ] as const)('%s names the patient', async (header, patientCarrier) => {
    const other = await startPmdStack({
      settings: { PMD_PATIENT_HEADER: header, PMD_BUNDLE_TYPE: 'collection' },
    });
    try {
      other.pmd.setBehaviour({ patientCarrier });
      const person = newPerson();
      const clinician = other.clinician(person);
      expect(await other.logIn(clinician)).toBe('connected');
      const resource = heartRate(person, '2026-03-01T08:00:00Z', 70, { performer });
      const sent = prepareDelivery(
        { resource, text: JSON.stringify(resource), start: 0 },
        oslo,
        Date.now(),
        'accept',
      );
      expect(await other.storeFor(other.source(oslo)).deliver(fromOslo, [sent])).toEqual([
        { outcome: 'created' },
      ]);
      expect(await other.storeFor(clinician).count(person, everything)).toBe(1);
    } finally {
      await other.stop();
    }
  });
});
