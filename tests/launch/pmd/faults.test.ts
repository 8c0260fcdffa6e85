import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hugeCount } from '../../../launch/pmd/faults/huge-answer.ts';
import { pmdFaults } from '../../../launch/pmd/faults/fault-ids.ts';
import type { PmdFaultId } from '../../../launch/pmd/faults/fault-ids.ts';
import { collection, found, pulse } from './support/observation-bundle.ts';
import { fodselsnummer, otherPatient, patient, startPmd } from './support/pmd-sandbox.ts';
import type { PmdSandbox } from './support/pmd-sandbox.ts';

let sandbox: PmdSandbox;
const slowBy = 300;
const seen = new Set<PmdFaultId>();
beforeAll(async () => {
  sandbox = await startPmd({ behaviour: { slowBy } });
  await sandbox.deliver(
    collection([pulse('2026-03-01T10:00:00Z', { id: 'a' }), pulse('2026-03-02', { id: 'b' })]),
  );
});
afterEach(() => sandbox.pmd.setFaults([]));
afterAll(() => sandbox.stop());

async function suffer(...faults: PmdFaultId[]): Promise<void> {
  faults.forEach((fault) => seen.add(fault));
  await sandbox.pmd.setFaults(faults);
}
const search = () => sandbox.search();
const deliver = () =>
  sandbox.deliver(collection([pulse('2026-03-01T10:00:00Z', { subject: { identifier: { value: 'x' } } })]));
const storedX = () => sandbox.pmd.observationsOf('x').length;
const causeOf = (call: Promise<Response>) =>
  call.then(
    () => 'answered',
    (error: Error & { cause?: { code?: string } }) => error.cause?.code,
  );

test('slow', async () => {
  await suffer('slow');
  const start = performance.now();
  expect(await found(await search())).toHaveLength(2);
  expect(performance.now() - start).toBeGreaterThan(slowBy - 20);
});

test('slow: a PMD that stops lets go', async () => {
  const fresh = await startPmd({ behaviour: { slowBy: 60_000 } });
  await fresh.pmd.setFaults(['slow']);
  const held = causeOf(fresh.search());
  while (fresh.pmd.received().searches === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const start = performance.now();
  await fresh.stop();
  await held;
  expect(performance.now() - start).toBeLessThan(5000);
});

describe('down', () => {
  test('connection-refused, an open connection too, and up again at the same address', async () => {
    const socket = connect(Number(new URL(sandbox.pmd.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    await suffer('connection-refused');
    await closed;
    expect(await causeOf(search())).toBe('ECONNREFUSED');
    await suffer('connection-refused');
    expect(await causeOf(search())).toBe('ECONNREFUSED');
    await suffer();
    expect(await found(await search())).toHaveLength(2);
  });

  test('connection-reset', async () => {
    await suffer('connection-reset');
    expect(await causeOf(search())).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    await suffer();
    expect(await found(await search())).toHaveLength(2);
  });

  test('can be stopped while refused', async () => {
    const fresh = await startPmd();
    await fresh.pmd.setFaults(['connection-refused']);
    await fresh.stop();
  });
});

describe('the whole answer is something else, and nothing was saved', () => {
  const answer = async (fault: PmdFaultId, call: () => Promise<Response>) => {
    const before = storedX();
    await suffer(fault);
    const response = await call();
    const text = await response.text();
    expect(storedX()).toBe(before);
    return { status: response.status, headers: response.headers, text };
  };

  test.each([
    ['search', search],
    ['delivery', deliver],
  ])('%s', async (_name, call) => {
    const busy = await answer('too-many-requests', call);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '5']);

    const page = await answer('html', call);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/^<!doctype html>/);

    const error = await answer('server-error', call);
    expect(error.status).toBe(500);
    expect(error.text).not.toMatch(/Observation|patient|OperationOutcome/);
  });
});

describe('the answer is spoilt, and what was delivered is saved', () => {
  test.each([
    ['search', search, 0],
    ['delivery', deliver, 1],
  ])('%s', async (_name, call, saved) => {
    const before = storedX();
    await suffer('null');
    const nothing = await call();
    expect([nothing.status, await nothing.text()]).toEqual([200, 'null']);

    await suffer('truncated');
    const half = await call();
    expect(half.status).toBe(200);
    const text = await half.text();
    expect(text).toMatch(/^\{"resourceType":"Bundle"/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);

    await suffer('broken-off');
    const broken = await call();
    expect(broken.status).toBe(200);
    await expect(broken.text()).rejects.toThrow();

    expect(storedX()).toBe(before + 3 * saved);
  });
});

describe('a search finds what it should not', () => {
  test('foreign-patient: the last one is another’s', async () => {
    await suffer('foreign-patient');
    const values = (await found(await search())).map(({ subject }) => subject?.identifier?.value);
    expect(values).toHaveLength(3);
    expect(values.slice(0, 2)).toEqual([patient, patient]);
    expect(values[2]).not.toBe(patient);
  });

  test('foreign-patient: whoever is asked for, and also when nothing is found', async () => {
    await suffer('foreign-patient');
    for (const value of ['13717404089', patient, otherPatient]) {
      const form: [string, string][] = [
        ['patient.identifier', `${fodselsnummer}|${value}`],
        ['code', 'http://loinc.org|29463-7'],
      ];
      const [foreign, ...more] = await found(await sandbox.search(form));
      expect(more).toEqual([]);
      expect(foreign?.subject?.identifier?.value).not.toBe(value);
      expect(foreign?.code.coding).toEqual([{ system: 'http://loinc.org', code: '29463-7' }]);
    }
  });

  test('duplicates', async () => {
    await suffer('duplicates');
    expect((await found(await search())).map(({ id }) => id).sort()).toEqual(['a', 'a', 'b', 'b']);
  });

  test('odd-values', async () => {
    await suffer('odd-values');
    const odd = (await found(await search())).filter(({ id }) => id !== 'a' && id !== 'b');
    expect(odd).toHaveLength(4);
    expect(odd.map(({ status }) => status)).toEqual(['registered', 'final', 'final', 'final']);
    expect(odd[1]).toMatchObject({ effectiveDateTime: '' });
    expect(odd[2]?.valueQuantity).toEqual({ value: 72 });
    expect(odd[3]).toMatchObject({ effectiveInstant: expect.stringMatching(/^2026-03-0/) as string });
    expect(odd[3]).not.toHaveProperty('effectiveDateTime');
    expect(odd.every(({ subject }) => subject?.identifier?.value === patient)).toBe(true);
    expect(new Set(odd.map(({ id }) => id)).size).toBe(4);
  });

  test('odd-values: components lose their units too', async () => {
    const person = 'with-components';
    const component = [{ code: { text: 'systolic' }, valueQuantity: { value: 120, unit: 'mm[Hg]' } }];
    const changes = { subject: { identifier: { value: person } }, valueQuantity: undefined, component };
    await sandbox.deliver(collection([pulse('2026-03-01', changes)]));
    await suffer('odd-values');
    const odd = await found(await sandbox.search([['patient.identifier', person]]));
    expect(odd[3]?.component).toEqual([{ code: { text: 'systolic' }, valueQuantity: { value: 120 } }]);
  });

  test('huge: 105,000 different ones within the period asked for', async () => {
    await suffer('huge');
    const response = await sandbox.search([
      ['patient.identifier', patient],
      ['code', 'http://loinc.org|15074-8'],
      ['date', 'ge2026-01-01T00:00:00Z'],
      ['date', 'lt2026-02-01T00:00:00Z'],
    ]);
    const all = await found(response);
    expect(all).toHaveLength(hugeCount);
    expect(new Set(all.map(({ id }) => id)).size).toBe(hugeCount);
    const times = all.map(({ effectiveDateTime = '' }) => effectiveDateTime);
    expect(times.every((time) => time >= '2026-01-01T00:00:00' && time < '2026-02-01T00:00:00')).toBe(true);
    expect(new Set(times).size).toBe(hugeCount);
  });
});

test('faults combine', async () => {
  await suffer('slow', 'duplicates', 'foreign-patient');
  const start = performance.now();
  expect(await found(await search())).toHaveLength(5);
  expect(performance.now() - start).toBeGreaterThan(slowBy - 20);
});

test('every fault was suffered here', () => {
  expect([...seen].sort()).toEqual(pmdFaults.map(({ id }) => id).sort());
  expect(pmdFaults.every(({ description }) => description.length > 10)).toBe(true);
});
