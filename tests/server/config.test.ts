import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTokenKey } from '../../server/access/token-key.ts';
import { ConfigError, loadConfig } from '../../server/config.ts';
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
      store: 'embedded',
      registerFile: '/etc/register.json',
      syntheticPersons: 'refuse',
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('is read whole', () => {
    const key = randomBytes(32);
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
        SYNTHETIC_PERSONS: 'accept',
        LOG_LEVEL: 'silent',
      }),
    ).toEqual({
      registerFile: '/r',
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://hjemmekurve.example.no',
      dataDir: '/var/lib/hjemmekurve',
      databaseUrl: 'postgres://user@db/name',
      store: 'embedded',
      tokenKey: new Uint8Array(key),
      syntheticPersons: 'accept',
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
        SYNTHETIC_PERSONS: 'yes',
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
      'SYNTHETIC_PERSONS',
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

describe('the register', () => {
  const ehr = { iss: 'https://ehr.example.no/fhir', name: 'EPJ', clients: ['a'], scope: 'launch' };
  const key = { kty: 'EC', kid: 'k', crv: 'P-384', x: 'x', y: 'y' };
  const source = { orgnr: '958935420', name: 'Oslo kommune', client_id: 'oslo', jwks: { keys: [key] } };
  const withFaults = (...parts: [ehrs: object[], sources?: object[], rest?: object]) =>
    faultsOf(() => parseRegister(JSON.stringify({ ehrs: parts[0], sources: parts[1] ?? [], ...parts[2] })));

  test('is frozen, with defaults filled in', () => {
    const register = parseRegister(JSON.stringify({ ehrs: [ehr], sources: [source] }));
    expect(register).toEqual({
      ehrs: [{ ...ehr, audience: ehr.iss, origins: [] }],
      sources: [source],
      origins: [],
    });
    expect(Object.isFrozen(register.ehrs[0]?.clients)).toBe(true);
  });

  test.each<[string, object[], object[], object, string]>([
    ['http beyond loopback', [{ ...ehr, iss: 'http://ehr.example.no/fhir' }], [], {}, 'ehrs[0].iss'],
    ['a trailing slash', [{ ...ehr, iss: `${ehr.iss}/` }], [], {}, 'ehrs[0].iss'],
    ['no client', [{ ...ehr, clients: [] }], [], {}, 'ehrs[0].clients'],
    ['a name as a number', [{ ...ehr, name: 7 }], [], {}, 'ehrs[0].name'],
    ['a misspelt member', [{ ...ehr, orgnisation: '958935420' }], [], {}, 'ehrs[0].orgnisation'],
    ['a wrong organisation number', [{ ...ehr, organization: '958935421' }], [], {}, 'ehrs[0].organization'],
    ['a path for an origin', [{ ...ehr, origins: ['https://x.example/'] }], [], {}, 'ehrs[0].origins[0]'],
    ['one EHR twice', [ehr, ehr], [], {}, 'ehrs[1]'],
    [
      'a public key to introspect with',
      [{ ...ehr, introspection: { client_id: 'f', private_jwk: key } }],
      [],
      {},
      'ehrs[0].introspection.private_jwk',
    ],
    [
      'a private key of a source',
      [],
      [{ ...source, jwks: { keys: [{ ...key, d: 'hemmelig' }] } }],
      {},
      'sources[0].jwks.keys[0].d',
    ],
    [
      'a key without kid',
      [],
      [{ ...source, jwks: { keys: [{ kty: 'EC' }] } }],
      {},
      'sources[0].jwks.keys[0].kid',
    ],
    ['a source without keys', [], [{ orgnr: '958935420', name: 'x', client_id: 'x' }], {}, 'sources[0]'],
    ['one client twice', [], [source, source], {}, 'sources[1]'],
    ['any origin', [], [], { origins: ['*'] }, 'origins[0]'],
    ['a member of its own', [], [], { sandbox: true }, 'sandbox'],
  ])('with %s is refused', (_what, ehrs, sources, rest, path) => {
    const faults = withFaults(ehrs, sources, rest);
    expect(faults.filter((fault) => fault.startsWith(path))).not.toEqual([]);
    expect(faults.join()).not.toContain('hemmelig');
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

  test('that is cut short stops the start', async () => {
    const other = await mkdtemp(join(folder, 'short-'));
    await writeFile(join(other, 'token.key'), 'abc');
    await expect(readTokenKey(other)).rejects.toThrow(/32 bytes/);
  });
});
