import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../../server/access/facade-token.ts';
import { helseidKeys } from '../../../../server/helseid/keys.ts';
import { pmdKeys } from '../../../../server/store/pmd/keys.ts';
import { runProgram } from '../../../support/command.ts';
import { createFacadeHome, type FacadeHome } from '../../../support/facade-process.ts';
import { logInSilently } from '../../../support/helseid-login.ts';
import { startNationalProcess, type NationalProcess } from '../../../support/national-process.ts';
import { createPool } from '../../../../server/database/pool.ts';
import { enrolConsuming } from '../../../support/organizations.ts';
import { newPerson } from '../../../support/observation-builders.ts';
import { newSession } from '../../../support/session.ts';

const root = new URL('../../../../', import.meta.url).href;
const listing = fileURLToPath(new URL('tests/support/loaded-modules.mjs', root));

let standIns: NationalProcess;
let home: FacadeHome;

beforeAll(async () => {
  [standIns, home] = await Promise.all([startNationalProcess(), createFacadeHome()]);
});
afterAll(async () => {
  await home.remove();
  await standIns.stop();
});

/** The project's own files that were asked for, by their paths. */
async function loadedFrom(list: string): Promise<string[]> {
  const urls = (await readFile(list, 'utf8')).split('\n');
  const own = urls.filter((url) => url.startsWith(root)).map((url) => url.slice(root.length));
  return [...new Set(own.map((path) => path.replace(/\?.*$/, '')))].filter(
    (path) => !path.startsWith('node_modules/'),
  );
}

describe('the facade on PMD as a process', () => {
  test('logs a clinician in and answers about a patient without anything of the sandbox', async () => {
    const list = join(home.dataDir, 'loaded');
    const origin = new URL(home.fhirBase).origin;
    await standIns.register(origin);
    const key = randomBytes(32);
    const facade = await home.start({
      options: ['--import', listing],
      environment: {
        ...standIns.environment,
        TOKEN_KEY: key.toString('base64url'),
        LOADED_MODULES: list,
      },
    });
    const pool = createPool(await home.databaseUrl(), { max: 1 });
    await enrolConsuming(pool, { orgnr: '958935420', name: 'Oslo kommune' }).finally(() => pool.end());
    const person = newPerson();
    const token = await createFacadeTokens({ publicUrl: origin, key }).issue({
      kind: 'clinician',
      session: newSession(),
      iss: 'https://ehr.example.no/fhir',
      clientId: 'hjemmekurve',
      patient: 'p1',
      person,
      practitioner: {
        id: 'gp',
        hpr: standIns.people.find(({ id }) => id === 'gp')?.hpr ?? '',
        name: 'Åse Fjellsjø',
      },
      organization: { orgnr: '958935420', name: 'Oslo kommune' },
      scopes: ['patient/Observation.rs'],
      expires: Date.now() + 600_000,
    });
    const authorization = `Bearer ${token}`;
    const cookie = await standIns.browserOf('gp', origin);
    expect(await logInSilently(origin, authorization, cookie)).toBe('connected');
    const answer = await fetch(`${home.fhirBase}/Observation`, { headers: { authorization } });
    expect([answer.status, await answer.json()]).toMatchObject([200, { type: 'searchset' }]);
    expect((await standIns.received()).searches).toBe(1);

    const loaded = await loadedFrom(list);
    expect(loaded).toEqual(expect.arrayContaining(['server/main.ts', 'server/store/pmd/pmd-upstream.ts']));
    expect(loaded.filter((path) => !path.startsWith('server/'))).toEqual([]);
    expect(await readFile(list, 'utf8')).not.toContain('/oidc-provider/');
    await facade.stop();
  });

  test('the list would show the sandbox', async () => {
    const list = join(home.dataDir, 'loaded-by-sandbox');
    const { stderr } = await runProgram('launch/helseid/people.ts', [], {
      NODE_OPTIONS: `--import ${listing}`,
      LOADED_MODULES: list,
    });
    expect(stderr).toBe('');
    expect(await loadedFrom(list)).toEqual(
      expect.arrayContaining(['launch/helseid/people.ts', 'fixtures/practitioners.ts']),
    );
  });

  test('every key is told of on the page for operators, and no other', async () => {
    const page = await readFile(new URL('server/store/pmd/README.md', root), 'utf8');
    const table = page.split('\n').filter((line) => line.startsWith('| `'));
    const told = table.flatMap((line) => line.split('|')[1]?.match(/[A-Z][A-Z_]+(?=`)/g) ?? []);
    expect(told.sort()).toEqual(Object.keys({ ...helseidKeys, ...pmdKeys }).sort());
  });

  test('does not start without its configuration, and names every key that is missing', async () => {
    const { code, stderr } = await runProgram('server/main.ts', [], { STORE: 'pmd' });
    expect(code).toBe(1);
    expect(stderr.match(/(?<=^ {2}- )\w+/gm)?.sort()).toEqual([
      'ATTESTATION_HEALTHCARE_SERVICE',
      'HELSEID_CLIENT_ID',
      'HELSEID_ISSUER',
      'HELSEID_PRIVATE_JWK',
      'HELSEID_SCOPES',
      'HELSEID_SOURCE_SCOPES',
      'PMD_RESOURCE',
      'PMD_URL',
      'REGISTER_FILE',
    ]);
  });
});
