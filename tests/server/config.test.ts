import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTokenKey } from '../../server/access/token-key.ts';
import { ConfigError, loadConfig, loadDatabaseConfig } from '../../server/config.ts';
import { parseRegister, readRegister, RegisterError } from '../../server/register.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hjemmekurve-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

function faultsOf(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof RegisterError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  test('needs nothing but a register', () => {
    const config = loadConfig({ REGISTER_FILE: '/etc/register.json', PORT: '', UNRELATED: 'x' });
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 4000,
      dataDir: expect.stringMatching(/^\/.*\.data$/),
      store: { kind: 'embedded' },
      registerFile: '/etc/register.json',
      accessLogFormerKeys: [],
      deliveryTimeout: 30_000,
      deliveryMemory: 32 * 1024 * 1024,
      syntheticPersons: 'refuse',
      readableAfterFollowUp: 90 * 86_400_000,
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('is read whole', () => {
    const key = randomBytes(32);
    const former = [randomBytes(32), randomBytes(32)];
    expect(
      loadConfig({
        REGISTER_FILE: '/r',
        HOST: '0.0.0.0',
        PORT: '0',
        PUBLIC_URL: 'https://hjemmekurve.example.no/',
        DATA_DIR: '/var/lib/hjemmekurve',
        DATABASE_URL: 'postgres://user@db/name',
        STORE: 'embedded',
        TOKEN_KEY: key.toString('base64url'),
        ACCESS_LOG_KEY: key.toString('base64url'),
        ACCESS_LOG_FORMER_KEYS: former.map((each) => each.toString('base64url')).join(),
        DELIVERY_TIMEOUT: '5',
        DELIVERY_MEMORY: '100',
        SYNTHETIC_PERSONS: 'accept',
        FOLLOW_UP_READABLE_DAYS: '0',
        LOG_LEVEL: 'silent',
      }),
    ).toEqual({
      registerFile: '/r',
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://hjemmekurve.example.no',
      dataDir: '/var/lib/hjemmekurve',
      databaseUrl: 'postgres://user@db/name',
      store: { kind: 'embedded' },
      tokenKey: new Uint8Array(key),
      accessLogKey: new Uint8Array(key),
      accessLogFormerKeys: former.map((each) => new Uint8Array(each)),
      deliveryTimeout: 5_000,
      deliveryMemory: 100 * 1024 * 1024,
      syntheticPersons: 'accept',
      readableAfterFollowUp: 0,
      logLevel: 'silent',
    });
  });

  test('names every fault at once, and no secret', () => {
    const faults = faultsOf(() =>
      loadConfig({
        HOST: 'a b',
        PORT: '70000',
        PUBLIC_URL: 'http://hjemmekurve.example.no',
        DATABASE_URL: 'mysql://user:hemmelig@db',
        STORE: 'redis',
        TOKEN_KEY: 'hemmelig',
        ACCESS_LOG_KEY: 'hemmelig',
        ACCESS_LOG_FORMER_KEYS: `${'A'.repeat(43)},hemmelig`,
        DELIVERY_TIMEOUT: '0',
        DELIVERY_MEMORY: '1 GB',
        SYNTHETIC_PERSONS: 'yes',
        FOLLOW_UP_READABLE_DAYS: '-1',
        LOG_LEVEL: 'loud',
      }),
    );
    for (const key of [
      'HOST',
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'STORE',
      'REGISTER_FILE',
      'TOKEN_KEY',
      'ACCESS_LOG_KEY',
      'ACCESS_LOG_FORMER_KEYS',
      'DELIVERY_TIMEOUT',
      'DELIVERY_MEMORY',
      'SYNTHETIC_PERSONS',
      'FOLLOW_UP_READABLE_DAYS',
      'LOG_LEVEL',
    ]) {
      expect(faults.filter((fault) => fault.startsWith(key))).toHaveLength(1);
    }
    expect(faults.join()).not.toContain('hemmelig');
  });

  test.each([
    'https://x.example/path',
    'https://x.example?q',
    'https://user@x.example',
    'ftp://x.example',
    'x.example',
  ])('PUBLIC_URL is not %s', (PUBLIC_URL) =>
    expect(faultsOf(() => loadConfig({ REGISTER_FILE: '/r', PUBLIC_URL }))).toHaveLength(1),
  );

  test.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'https://x.example:8443'])(
    'PUBLIC_URL may be %s',
    (PUBLIC_URL) => expect(loadConfig({ REGISTER_FILE: '/r', PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL),
  );
});

describe('STORE=fhir', () => {
  const base = { REGISTER_FILE: '/r', STORE: 'fhir' };

  test('needs an address; searches by POST and looks for references unless told otherwise', () => {
    expect(faultsOf(() => loadConfig(base))).toEqual([expect.stringMatching(/^FHIR_SERVER_URL/)]);
    expect(loadConfig({ ...base, FHIR_SERVER_URL: 'https://fhir.example.no/r4' }).store).toEqual({
      kind: 'fhir',
      fhir: { url: 'https://fhir.example.no/r4', name: 'FHIR', search: 'post', subject: 'reference' },
    });
  });

  test('is read whole', () => {
    const { store } = loadConfig({
      ...base,
      FHIR_SERVER_URL: 'http://localhost:8080/fhir',
      FHIR_SERVER_TOKEN: 'abc.def-ghi=',
      FHIR_SERVER_NAME: 'Region Øst',
      FHIR_SERVER_SEARCH: 'get',
      FHIR_SERVER_SUBJECT: 'reference-or-identifier',
    });
    expect(store).toMatchObject({
      fhir: { token: 'abc.def-ghi=', name: 'Region Øst', search: 'get', subject: 'reference-or-identifier' },
    });
  });

  test.each([
    ['FHIR_SERVER_URL', 'http://fhir.example.no/r4'],
    ['FHIR_SERVER_URL', 'https://fhir.example.no/r4/'],
    ['FHIR_SERVER_URL', 'https://fhir.example.no/r4?x=1'],
    ['FHIR_SERVER_TOKEN', 'two words'],
    ['FHIR_SERVER_SEARCH', 'put'],
    ['FHIR_SERVER_SUBJECT', 'all'],
  ])('%s is not %s', (key, value) => {
    const faults = faultsOf(() =>
      loadConfig({ ...base, FHIR_SERVER_URL: 'https://fhir.example.no/r4', [key]: value }),
    );
    expect(faults).toEqual([expect.stringContaining(key)]);
    expect(faults.join()).not.toContain(value);
  });
});

test('a command on the database alone needs DATA_DIR and DATABASE_URL only, and looks at nothing else', () => {
  expect(loadDatabaseConfig({ DATA_DIR: '/d', PORT: 'x' })).toEqual({ dataDir: '/d' });
  expect(loadDatabaseConfig({ DATABASE_URL: 'postgres://db/x' })).toEqual({
    dataDir: expect.stringMatching(/\/\.data$/),
    databaseUrl: 'postgres://db/x',
  });
  expect(faultsOf(() => loadDatabaseConfig({ DATABASE_URL: 'mysql://db' }))).toHaveLength(1);
});

describe('the register', () => {
  const ehr = { iss: 'https://ehr.example.no/fhir', name: 'EPJ', clients: ['a'], scope: 'launch' };
  const key = { kty: 'EC', kid: 'k', crv: 'P-384', x: 'x', y: 'y' };
  const withFaults = (ehrs: object[], rest: object) =>
    faultsOf(() => parseRegister(JSON.stringify({ ehrs, ...rest })));

  test('is frozen, with defaults filled in', () => {
    const register = parseRegister(JSON.stringify({ ehrs: [ehr] }));
    expect(register).toEqual({
      ehrs: [{ ...ehr, audience: ehr.iss, origins: [] }],
      origins: [],
    });
    expect(Object.isFrozen(register.ehrs[0]?.clients)).toBe(true);
  });

  test.each<[string, object[], object, string]>([
    ['http beyond loopback', [{ ...ehr, iss: 'http://ehr.example.no/fhir' }], {}, 'ehrs[0].iss'],
    ['a trailing slash', [{ ...ehr, iss: `${ehr.iss}/` }], {}, 'ehrs[0].iss'],
    ['no client', [{ ...ehr, clients: [] }], {}, 'ehrs[0].clients'],
    ['a name as a number', [{ ...ehr, name: 7 }], {}, 'ehrs[0].name'],
    ['a misspelt member', [{ ...ehr, orgnisation: '958935420' }], {}, 'ehrs[0].orgnisation'],
    ['a wrong organisation number', [{ ...ehr, organization: '958935421' }], {}, 'ehrs[0].organization'],
    ['a path for an origin', [{ ...ehr, origins: ['https://x.example/'] }], {}, 'ehrs[0].origins[0]'],
    ['one EHR twice', [ehr, ehr], {}, 'ehrs[1]'],
    ['users of both kinds', [{ ...ehr, users: ['clinicians', 'citizens'] }], {}, 'ehrs[0].users'],
    ['users of a third kind', [{ ...ehr, users: 'citizen' }], {}, 'ehrs[0].users'],
    ["an EHR that is a citizens' issuer too", [ehr, { ...ehr, users: 'citizens' }], {}, 'ehrs[1]'],
    [
      'a public key to introspect with',
      [{ ...ehr, introspection: { client_id: 'f', private_jwk: key } }],
      {},
      'ehrs[0].introspection.private_jwk',
    ],
    ['any origin', [], { origins: ['*'] }, 'origins[0]'],
    ['a member of its own', [], { sandbox: true }, 'sandbox'],
  ])('with %s is refused', (_what, ehrs, rest, path) => {
    expect(withFaults(ehrs, rest).filter((fault) => fault.startsWith(path))).not.toEqual([]);
  });

  test('with sources is refused, with the command that enrols them instead', () => {
    expect(withFaults([ehr], { sources: [] })).toEqual([
      expect.stringMatching(/^sources: .*database.*npm run organisations -- add/),
    ]);
  });

  test('that is missing or not JSON is named', async () => {
    await writeFile(join(folder, 'half.json'), '{"ehrs":');
    await expect(readRegister(join(folder, 'none.json'))).rejects.toThrow(
      /none\.json cannot be read \(ENOENT\)/,
    );
    await expect(readRegister(join(folder, 'half.json'))).rejects.toThrow(/not JSON/);
  });
});

describe('the token key', () => {
  test('is made once, for its owner only, also when two processes start', async () => {
    const [one, other] = await Promise.all([readTokenKey(folder), readTokenKey(folder)]);
    expect(one).toHaveLength(32);
    expect(other).toEqual(one);
    expect(await readTokenKey(folder)).toEqual(one);
    expect((await stat(join(folder, 'token.key'))).mode & 0o777).toBe(0o600);
  });

  test('is one key however many make it at once, and nothing else is left in the folder', async () => {
    for (let round = 0; round < 100; round++) {
      const own = await mkdtemp(join(folder, 'at-once-'));
      const keys = await Promise.all([1, 2, 3].map(() => readTokenKey(own)));
      for (const key of keys) expect(key).toEqual(keys[0]);
      expect(await readdir(own)).toEqual(['token.key']);
    }
  });

  test('that is cut short stops the start', async () => {
    const other = await mkdtemp(join(folder, 'short-'));
    await writeFile(join(other, 'token.key'), 'abc');
    await expect(readTokenKey(other)).rejects.toThrow(/32 bytes/);
  });
});
