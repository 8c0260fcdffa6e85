import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AccessRecord } from '../../../server/access-log/access-log.ts';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { FhirError } from '../../../server/errors.ts';
import { createReading, type ReadingOptions } from '../../../server/reading/reading.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { newSession } from '../../support/session.ts';
import { createMeasurements } from './measurements.ts';

const grant: ClinicianGrant = {
  kind: 'clinician',
  session: newSession(),
  iss: 'https://ehr.example',
  clientId: 'app',
  patient: 'p',
  person: newPerson(),
  practitioner: { id: 'p', hpr: '9144889', name: 'Åse Fjellsjø' },
  organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
  scopes: ['patient/Observation.rs'],
  expires: Infinity,
};

/** A facade whose orders fail at once, and whose blocks take their time. */
function failingOrders(blocked: boolean) {
  const written: AccessRecord[] = [];
  const options: ReadingOptions = {
    storeFor: () => createMeasurements().store,
    orders: {
      versions: () =>
        Promise.reject(new FhirError(500, 'exception', 'An order', { reason: 'orders-failed' })),
    },
    accessLog: {
      write: (record) => Promise.resolve(void written.push(record)),
      entries: () => Promise.reject(new Error('Nobody reads this log')),
      lastVisit: () => Promise.reject(new Error('Nobody reads this log')),
    },
    organizations: {
      find: () =>
        Promise.resolve({ ...grant.organization, sector: 'gp', delivers: false, consumes: true, from: 0 }),
    } as unknown as ReadingOptions['organizations'],
    blocks: {
      inForce: () => delay(20, blocked ? [{ blocked: { kind: 'everyone' } }] : []),
    } as unknown as ReadingOptions['blocks'],
    knownPractitioners: {
      remember: () => Promise.resolve(),
    } as unknown as ReadingOptions['knownPractitioners'],
    followUps: { readableUntil: () => Promise.resolve(Infinity) },
    now: () => 1,
  };
  const ask = createReading(options);
  const read = () =>
    ask({ grant, letter: 's', action: 'search', id: 'r' }, () => Promise.resolve('seen')).catch(
      (error: unknown) => (error as FhirError).reason,
    );
  return { read, written };
}

test('who is kept out is not told that the orders of the person could not be read', async () => {
  const { read, written } = failingOrders(true);
  expect(await read()).toBe('access-restricted');
  expect(written).toMatchObject([{ refused: 'access-restricted' }]);
});

test('others are, and see nothing', async () => {
  const { read, written } = failingOrders(false);
  expect(await read()).toBe('orders-failed');
  expect(written).toEqual([]);
});
