import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PmdFaultId } from '../../../launch/pmd/faults/fault-ids.ts';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { outageSinceUrl } from '../../../server/clinical/canonical.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { startPmdStack, type PmdStack } from '../../support/pmd-stack.ts';

const apps = 50;
const openFor = 400;
const concurrency = 32;
const failures = 5;
const guard = {
  ...{ callTimeout: 1500, requestTimeout: 2000, concurrency },
  breaker: { failures, openFor },
};

let stack: PmdStack;
let facade: RunningFacade;
/** One for each app: a clinician in an EHR of its own, so that each has a login and a patient. */
let grants: ClinicianGrant[];

beforeAll(async () => {
  stack = await startPmdStack({ guard });
  facade = await startFacade({ storeFor: stack.storeFor });
  grants = Array.from({ length: apps }, (_, app) => ({
    ...stack.clinician(newPerson()),
    iss: `https://ehr-${app}.example.no/fhir`,
  }));
  for (const grant of grants) expect(await stack.logIn(grant)).toBe('connected');
});
afterAll(async () => {
  await facade.stop();
  await stack.stop();
});

const reached = () => stack.pmd.received().searches;
/** With patients of whom nothing is kept from the minute before. */
const newTokens = () =>
  Promise.all(
    grants.map((grant) => {
      const person = newPerson();
      return facade.clinician(person, { ...grant, person });
    }),
  );
/** Open periods that may have ended since then, each with one probe. */
const periodsSince = (time: number) => Math.floor((performance.now() - time) / openFor) + 1;
const look = (token: string) => facade.ask('/Observation/$lastn?code=http://loinc.org|8867-4', { token });
const allLook = (tokens: readonly string[]) => Promise.all(tokens.map(look));

/** Everything an app needs to say that the measurements are missing, since when, and to ask again. */
function toldOutage({ status, headers, body }: Answer): unknown {
  const [issue] = (body as fhir4.OperationOutcome).issue;
  const since = issue?.extension?.find(({ url }) => url === outageSinceUrl)?.valueInstant ?? '';
  const reason = issue?.details?.coding?.[0]?.code;
  return {
    refusal: `${status} ${reason}`,
    since: Date.parse(since) <= Date.now(),
    retryAfter: Number(headers.get('retry-after')) >= 1,
  };
}

const told = (...refusals: string[]) => ({
  refusal: expect.toSatisfy((refusal: string) => refusals.includes(refusal)),
  since: true,
  retryAfter: true,
});

describe.each<[words: string, fault: PmdFaultId, refusals: string[], isCounted: boolean]>([
  ['is not there', 'connection-refused', ['503 store-unavailable'], false],
  ['breaks every connection', 'connection-reset', ['503 store-unavailable'], true],
  ['takes requests and is silent', 'slow', ['503 store-unavailable', '504 store-timeout'], true],
])('50 open apps while PMD %s', (_, fault, refusals, isCounted) => {
  test('all are told, one request at a time asks whether PMD is back, and then all go on', async () => {
    stack.pmd.setBehaviour({ slowBy: 600_000 });
    await stack.pmd.setFaults([fault]);
    const tokens = await newTokens();
    const [before, struck] = [reached(), performance.now()];
    const first = await allLook(tokens);
    expect(first.map(toldOutage)).toEqual(Array(apps).fill(told(...refusals)));
    expect(reached() - before).toBeLessThanOrEqual(concurrency + failures + periodsSince(struck));

    const [known, began] = [reached(), performance.now()];
    const answers: Answer[] = [];
    const lookOnAndOn = async (token: string) => {
      while (performance.now() - began < 4 * openFor) {
        answers.push(await look(token));
        await delay(100);
      }
    };
    await Promise.all(tokens.map(lookOnAndOn));
    const periods = periodsSince(began);
    expect(answers.length).toBeGreaterThanOrEqual(apps);
    expect(answers.map(toldOutage)).toEqual(Array(answers.length).fill(told(...refusals)));
    expect(reached() - known).toBeLessThanOrEqual(periods);
    if (isCounted) expect(reached() - known).toBeGreaterThan(0);

    await stack.pmd.setFaults([]);
    const lookUntilGood = async (token: string) => {
      while ((await look(token)).status !== 200) await delay(50);
    };
    await Promise.all(tokens.map(lookUntilGood));
    expect((await allLook(tokens)).map(({ status }) => status)).toEqual(Array(apps).fill(200));
  });
});
