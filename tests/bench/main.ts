import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { personOf } from '#fixtures/patients.ts';
import { createFacadeTokens } from '../../server/access/facade-token.ts';
import type { Grant } from '../../server/access/grant.ts';
import { startEmbedded } from '../../server/database/embedded/start.ts';
import { createPool } from '../../server/database/pool.ts';
import { median, sideBySide, timed } from './measure.ts';
import { startProgram } from './process.ts';
import { firstViewScripts } from './script-size.ts';
import { yearOfObservations } from './year.ts';

const fnr = 'urn:oid:2.16.578.1.12.4.1.4.1';
const yearPerson = '13717404089';
const cgmPatient = 'type-1-diabetes';
const now = Date.now();
const year = 365 * 86_400_000;
const tokenKey = Buffer.alloc(32, 7);

const dataDir = await mkdtemp(join(tmpdir(), 'hjemmekurve-bench-'));
const quiet = { info: () => undefined, error: () => undefined };
const database = await startEmbedded({ dataDir, log: quiet });
const registerFile = join(dataDir, 'register.json');
await writeFile(registerFile, JSON.stringify({ ehrs: [], sources: [], origins: [] }));
const facade = await startProgram('server/main.ts', [], {
  PORT: '0',
  DATA_DIR: dataDir,
  DATABASE_URL: database.url,
  REGISTER_FILE: registerFile,
  SYNTHETIC_PERSONS: 'accept',
  TOKEN_KEY: tokenKey.toString('base64url'),
});
const bare = await startProgram('tests/bench/bare-server.ts', [database.url]);
const tokens = createFacadeTokens({ publicUrl: facade.url, key: tokenKey });

try {
  await run();
} finally {
  await Promise.all([facade.stop(), bare.stop()]);
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function run(): Promise<void> {
  print('Filling the store: a year of 4,015 home measurements and a year of CGM');
  const source = await tokens.issue(sourceGrant());
  const observations = [...yearOfObservations(yearPerson, now)];
  const delivered = performance.now();
  for (let at = 0; at < observations.length; at += 500)
    await deliver(source, observations.slice(at, at + 500));
  let cgm = 0;
  for (const { bundle } of deliveriesAbout(cgmPatient, new Date(now))) {
    await deliver(
      source,
      (bundle.entry ?? []).map(({ resource }) => withoutPerformer(resource as fhir4.Observation)),
    );
    cgm += bundle.entry?.length ?? 0;
  }
  const seconds = (performance.now() - delivered) / 1000;
  print(
    `  ${observations.length + cgm} Observations delivered and committed, ${Math.round((observations.length + cgm) / seconds)} a second\n`,
  );
  const pool = createPool(database.url);
  await pool.query('vacuum analyze');
  await pool.end();

  const clinician = { Authorization: `Bearer ${await tokens.issue(clinicianGrant(yearPerson))}` };
  print(
    'Against a bare node:http server that hands out the same stored text (uncompressed, in turn, medians)',
  );
  const since = new Date(now - year - 86_400_000).toISOString();
  const quarter = new Date(now - 90 * 86_400_000).toISOString();
  await compare(
    'a year, all codes, 4,015 Observations',
    `_count=5000&date=ge${since}`,
    `from=${since}`,
    clinician,
    40,
  );
  await compare(
    '90 days of one code, 180 Observations',
    `_count=5000&code=http://loinc.org|8867-4&date=ge${quarter}`,
    `code=8867-4&from=${quarter}`,
    clinician,
    100,
  );

  print('\nObservation/$trend, exact and complete, brotli, whole HTTP exchange');
  const signs = ['85354-9', '8867-4', '2708-6', '9279-1', '8310-5', '29463-7', '15074-8'];
  await trend('a year of 4,015 measurements, all codes', signs, clinician, 25);
  const cgmClinician = {
    Authorization: `Bearer ${await tokens.issue(clinicianGrant(personOf(cgmPatient).value))}`,
  };
  await trend(`a year of CGM, ${cgm} values`, ['15074-8'], cgmClinician, 90);

  print('\nFirst view of the app');
  const { files, gzip } = await firstViewScripts();
  print(`  JavaScript ${(gzip / 1000).toFixed(1)} kB gzip in ${files} files (goal ≤ 120)`);
}

async function compare(
  what: string,
  query: string,
  bareQuery: string,
  headers: Record<string, string>,
  rounds: number,
): Promise<void> {
  const { a, b, ratio } = await sideBySide(
    () => timed(`${facade.url}/fhir/Observation?${query}`, headers),
    () => timed(`${bare.url}/?person=${yearPerson}&${bareQuery}`),
    rounds,
  );
  print(
    `  ${what}: facade ${a.toFixed(1)} ms, bare ${b.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (goal ≤ 2.0)`,
  );
}

async function trend(
  what: string,
  codes: string[],
  headers: Record<string, string>,
  goal: number,
): Promise<void> {
  const query = codes.map((code) => `code=${encodeURIComponent(`http://loinc.org|${code}`)}`).join('&');
  const runs: { bytes: number; ms: number }[] = [];
  for (let round = 0; round < 12; round++) {
    runs.push(await travelled(`${facade.url}/fhir/Observation/$trend?${query}`, headers));
  }
  const bytes = runs[0]?.bytes ?? NaN;
  const ms = median(runs.slice(2).map((run) => run.ms));
  print(`  ${what}: ${(bytes / 1000).toFixed(1)} kB (goal ≤ ${goal}), ${ms.toFixed(0)} ms`);
}

/** Size on the wire and time of an answer, compressed with brotli. */
function travelled(url: string, headers: Record<string, string>): Promise<{ bytes: number; ms: number }> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    request(url, { headers: { ...headers, 'Accept-Encoding': 'br' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => {
        const fits = response.statusCode === 200 && response.headers['content-encoding'] === 'br';
        if (fits) resolve({ bytes, ms: performance.now() - start });
        else reject(new Error(`${response.statusCode} ${response.headers['content-encoding']} from $trend`));
      });
    })
      .on('error', reject)
      .end();
  });
}

async function deliver(token: string, observations: fhir4.Observation[]): Promise<void> {
  const entry = observations.map((resource) => ({
    resource,
    request: { method: 'POST', url: 'Observation' },
  }));
  const response = await fetch(`${facade.url}/fhir`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/fhir+json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }),
  });
  const answer = (await response.json()) as fhir4.Bundle;
  const refused = answer.entry?.find(({ response: each }) => !each?.status.startsWith('2'));
  if (!response.ok || refused)
    throw new Error(`Delivery refused: ${JSON.stringify(refused ?? answer).slice(0, 400)}`);
}

function withoutPerformer({ performer: _performer, ...observation }: fhir4.Observation): fhir4.Observation {
  return observation;
}

function sourceGrant(): Grant {
  return {
    kind: 'source',
    orgnr: '958935420',
    name: 'Oslo kommune',
    clientId: 'bench',
    scopes: ['system/Observation.c'],
    expires: now + 3_600_000,
  };
}

function clinicianGrant(person: string): Grant {
  return {
    kind: 'clinician',
    iss: 'https://ehr.example/fhir',
    clientId: 'bench',
    patient: 'bench',
    person: { system: fnr, value: person },
    practitioner: { id: 'bench', hpr: '1', name: 'Bench' },
    organization: { orgnr: '958935420', name: 'Oslo kommune' },
    scopes: ['patient/Observation.rs'],
    expires: now + 3_600_000,
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
