import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogPool } from '../../../server/access-log/log-pool.ts';
import { createAccessLog } from '../../../server/access-log/postgres-access-log.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import type { Blocked } from '../../../server/blocks/blocks.ts';
import { accessLogKeys, createCitizenRights } from '../../support/citizen-rights.ts';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { heartRate, newPerson } from '../../support/observation-builders.ts';
import { exchangeRaw, type RawAnswer } from '../../support/raw-exchange.ts';
import { furtherWays, waysToMeasurements, type Known } from '../../support/ways-to-measurements.ts';
import { recordOf } from '../access-log/log.ts';
import { bloodPressureOrder } from '../orders/sent-orders.ts';

let facade: RunningFacade;
/** Two patients of the blocked clinician: measurements were delivered about one of them. */
const measured = newPerson();
const unmeasured = newPerson();
/** The id of a measurement of the first, and what else there is about them. */
let id: string;
let known: Known;

beforeAll(async () => {
  facade = await startFacade();
  await facade.deliver(
    ...Array.from({ length: 60 }, (_, n) =>
      heartRate(measured, new Date(Date.UTC(2026, 2, 1, n)).toISOString(), 70 + (n % 9)),
    ),
  );
  const found = await facade.ask('/Observation', { token: await facade.citizen(measured) });
  id = (found.body as fhir4.Bundle).entry?.[0]?.resource?.id ?? '';
  expect(id).toMatch(/-/);
  const token = await facade.clinician(measured, { patient: 'pat-1', scopes });
  const page = (await facade.ask('/Observation?_count=1', { token })).body as fhir4.Bundle;
  const order = await facade.ask('/ServiceRequest', {
    method: 'POST',
    token,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: JSON.stringify(bloodPressureOrder('pat-1')),
  });
  expect([order.status, order.text]).toEqual([201, expect.any(String)]);
  const next = page.link?.find(({ relation }) => relation === 'next')?.url ?? '';
  known = { order: String(order.body.id), page: next.replace(facade.fhirBase, '') };
  expect(known.page).toMatch(/^\/Observation\?/);
});
afterAll(() => facade.stop());

/** All that a clinician is offered. */
const scopes = ['patient/Observation.rs', 'patient/ServiceRequest.crus'];

const madeBy = { relation: 'self', name: 'Ærlig Bjørk' } as const;

/** Blocks about both patients, for as long as the work takes. */
async function blocking(blocked: Blocked, work: () => Promise<void>): Promise<void> {
  const { blocks } = createCitizenRights(facade.database.pool);
  const from = Date.now() - 60_000;
  const made = [];
  for (const person of [measured, unmeasured]) {
    made.push({ person, block: await blocks.make(person, { blocked, from, madeBy }) });
  }
  await work();
  for (const { person, block } of made) await blocks.withdraw(person, block.id, undefined, madeBy);
}

/** All that is on the wire; of the two headers that differ at every answer, the length. */
function seen({ status, rawHeaders, body }: RawAnswer) {
  const headers = rawHeaders.map((text, index) => {
    const isValue = index % 2 === 1;
    const differs = isValue && /^(x-request-id|date)$/i.test(rawHeaders[index - 1] ?? '');
    return differs ? text.length : text;
  });
  return { status, headers, body: body.toString('latin1') };
}

const kinds: [string, Blocked, string][] = [
  ['the clinician', { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' }, 'access-blocked'],
  [
    'the organisation',
    { kind: 'organization', orgnr: '312774100', name: 'Bjørkelia legesenter' },
    'access-blocked',
  ],
  ['everyone', { kind: 'everyone' }, 'access-restricted'],
];

describe.each(kinds)(
  'a block of %s: the answer is the same, byte for byte, with and without measurements',
  (_, blocked, reason) => {
    test('whatever is asked, in whatever encoding', async () => {
      await blocking(blocked, async () => {
        for (const { name, path, question } of [...waysToMeasurements, ...furtherWays]) {
          for (const encoding of ['identity', 'gzip', 'br']) {
            const ask = async (person: PersonIdentifier) =>
              exchangeRaw(`${facade.fhirBase}${path(id, known)}`, {
                ...question,
                headers: {
                  ...question.headers,
                  'Accept-Encoding': encoding,
                  Authorization: `Bearer ${await facade.clinician(person, { patient: 'pat-1', scopes })}`,
                },
              });
            const [withData, without] = [seen(await ask(measured)), seen(await ask(unmeasured))];
            expect(withData.status, name).toBe(403);
            expect(withData, `${name}, ${encoding}`).toEqual(without);
            if (encoding === 'identity' && question.method !== 'HEAD') {
              expect(withData.body, name).toContain(reason);
            }
          }
        }
      });
    });
  },
);

test('without a block the same questions do tell the two apart: the comparison would see it', async () => {
  for (const { name, path, question } of waysToMeasurements.filter(({ name }) => name !== 'malformed')) {
    const ask = async (person: PersonIdentifier) =>
      exchangeRaw(`${facade.fhirBase}${path(id)}`, {
        ...question,
        headers: { ...question.headers, Authorization: `Bearer ${await facade.clinician(person)}` },
      });
    expect(seen(await ask(measured)), name).not.toEqual(seen(await ask(unmeasured)));
  }
});

test('a refusal costs the database as much when somebody has just looked at the person as when nobody has', async () => {
  await createCitizenRights(facade.database.pool).accessLog.write(recordOf(unmeasured));
  const writers = createLogPool(facade.database.url);
  let sent = 0;
  writers.on('connect', (client) => {
    const query = client.query.bind(client);
    client.query = ((...given: Parameters<typeof query>) => {
      sent += 1;
      return query(...given);
    }) as typeof client.query;
  });
  const log = createAccessLog({ readers: writers, writers, keys: accessLogKeys });
  const statements = async (refused?: string) => {
    sent = 0;
    await log.write(recordOf(unmeasured, refused === undefined ? {} : { refused }));
    return sent;
  };
  const unseen = await statements('access-blocked');
  const afterLook = [await statements(), await statements('access-blocked')];
  expect(afterLook[1]).toBe(unseen);
  expect(afterLook[0]).toBeLessThan(unseen);
  await writers.end();
});
