import { fixtureCitizens, fixtureRecords } from '../../../launch/ehr/fixture-records.ts';
import { generateKeys } from '../../../launch/ehr/keys.ts';
import type { EhrKeys } from '../../../launch/ehr/keys.ts';
import { createEhr } from '../../../launch/ehr/server.ts';
import type { Ehr } from '../../../launch/ehr/server.ts';

/** Where the app is said to run; nobody listens there, and nothing in these tests needs anyone to. */
export const appOrigin = 'http://localhost:4999';

export interface Sandbox extends Ehr {
  keys: EhrKeys;
  /** Epoch ms by the EHR's clock. */
  now(): number;
  /** Moves the EHR's clock on. */
  pass(seconds: number): void;
}

/** A real sandbox EHR on a free port, with the fixtures and a clock that can be moved. */
export async function startSandbox(): Promise<Sandbox> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const keys = await generateKeys();
  const ehr = await createEhr({
    port: 0,
    keys,
    records: fixtureRecords(now()),
    citizens: fixtureCitizens(now()),
    now,
  });
  ehr.registerApp(appOrigin);
  return {
    ...ehr,
    keys,
    now,
    pass: (seconds) => {
      ahead += seconds * 1000;
    },
  };
}
