import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { organizations } from '#fixtures/organizations.ts';
import { practitioners } from '#fixtures/practitioners.ts';
import { sources } from '#fixtures/sources.ts';
import { enrolOrganizations, sandboxOrganizations } from '../../launch/enrol.ts';

afterEach(() => vi.unstubAllEnvs());

interface Entry {
  orgnr: string;
  delivers: boolean;
  consumes: boolean;
  client_id?: string;
  jwks?: { keys: object[] };
}
const entries = () => sandboxOrganizations() as Entry[];

test('every source of the sandbox delivers, with its public key alone', () => {
  const delivering = entries().filter(({ delivers }) => delivers);
  expect(delivering.map(({ client_id }) => client_id).sort()).toEqual(
    sources.map(({ client_id }) => client_id).sort(),
  );
  for (const { client_id, jwks } of delivering) {
    const source = sources.find((candidate) => candidate.client_id === client_id);
    expect(jwks).toEqual({ keys: [source?.public_jwk] });
    expect(JSON.stringify(jwks)).not.toContain(source?.private_jwk.d);
  }
  expect(entries().some(({ delivers, client_id }) => !delivers && client_id !== undefined)).toBe(false);
});

test('every organisation that a clinician works for reads', () => {
  const employers = new Set(
    practitioners.flatMap(({ roles }) => roles.map(({ organization }) => organization?.reference)),
  );
  const reading = organizations.filter(({ consumes }) => consumes).map(({ id }) => `Organization/${id}`);
  expect(new Set(reading)).toEqual(employers);
  expect(entries().filter(({ consumes }) => consumes)).toHaveLength(reading.length);
});

test('a command that fails is told of in its own words', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'enrol-'));
  vi.stubEnv('DATABASE_URL', 'mysql://db');
  await expect(enrolOrganizations(dataDir)).rejects.toThrow(/could not be enrolled:\n[^]*DATABASE_URL/);
  const file = join(dataDir, 'sandbox', 'organizations.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(entries());
  await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 100 });
});
