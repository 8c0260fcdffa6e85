import { hjemmekurveClient } from '../../launch/helseid/clients.ts';
import { generateHelseidKeys } from '../../launch/helseid/keys.ts';
import { createHelseid as createStandIn, type Helseid as StandIn } from '../../launch/helseid/server.ts';
import { createPmd, type Pmd } from '../../launch/pmd/server.ts';
import type { ClinicianGrant, PersonIdentifier, SourceGrant } from '../../server/access/grant.ts';
import { loadConfig } from '../../server/config.ts';
import type { Helseid } from '../../server/helseid/helseid.ts';
import { createLogger } from '../../server/logger.ts';
import type { DeliveringSource, StoreFor } from '../../server/store/national-store.ts';
import type { GuardOptions } from '../../server/store/remote/resilience/guard.ts';
import { openPmd } from '../../server/store/pmd/open-pmd.ts';
import { newSession } from './session.ts';

export interface PmdStack {
  pmd: Pmd;
  standIn: StandIn;
  helseid: Helseid;
  storeFor: StoreFor;
  /** A clinician of the sandbox in a launch with this person; logged in to HelseID by `logIn`. */
  clinician(person: PersonIdentifier, practitioner?: string): ClinicianGrant;
  source(source: DeliveringSource): SourceGrant;
  /** Silently, as a browser that has a HelseID session would; answers how it ended. */
  logIn(grant: ClinicianGrant, person?: string): Promise<string>;
  stop(): Promise<void>;
}

const publicUrl = 'http://localhost:4997';

/** HelseID, PMD and the facade's store between them, each over real HTTP. The GP is logged in. */
export async function startPmdStack({
  settings = {},
  guard = {},
}: { settings?: Record<string, string>; guard?: Partial<GuardOptions> } = {}): Promise<PmdStack> {
  const keys = await generateHelseidKeys();
  const standIn = await createStandIn({ port: 0, keys });
  const [read = '', write = ''] = ['nhn:pmd/read', 'nhn:pmd/write'];
  await standIn.registerClient(
    hjemmekurveClient(keys.client, [`${publicUrl}/helseid/callback`], [read, write]),
  );
  const pmd = await createPmd({
    port: 0,
    issuer: standIn.issuer,
    audience: 'nhn:pmd',
    scopes: { search: read, deliver: write },
  });
  const { store } = loadConfig({
    REGISTER_FILE: '/register.json',
    STORE: 'pmd',
    HELSEID_ISSUER: standIn.issuer,
    HELSEID_CLIENT_ID: 'hjemmekurve',
    HELSEID_PRIVATE_JWK: JSON.stringify(keys.client),
    HELSEID_SCOPES: read,
    HELSEID_SOURCE_SCOPES: write,
    PMD_RESOURCE: 'nhn:pmd',
    PMD_URL: pmd.url,
    ATTESTATION_PURPOSE_DETAILS: 'urn:AuditEventHL7Norway/CodeSystem/carerelation|BEHANDLER',
    ...settings,
  });
  if (store.kind !== 'pmd') throw new Error('The configuration is not of PMD');
  const tokenKey = new Uint8Array(32).fill(7);
  const { storeFor, helseid } = await openPmd(
    store,
    { publicUrl, tokenKey, log: createLogger('silent') },
    guard,
  );
  const stack: PmdStack = {
    pmd,
    standIn,
    helseid,
    storeFor,
    clinician: (person, practitioner = 'gp') => ({
      kind: 'clinician',
      session: newSession(),
      iss: 'https://ehr.example.no/fhir',
      clientId: 'hjemmekurve',
      patient: 'p1',
      person,
      practitioner: {
        id: practitioner,
        hpr: standIn.people.find(({ id }) => id === practitioner)?.hpr?.number ?? '',
        name: practitioner,
      },
      organization: { orgnr: '958935420', name: 'Oslo kommune' },
      scopes: ['patient/Observation.rs'],
      expires: Date.now() + 600_000,
    }),
    source: ({ orgnr, name }) => ({
      kind: 'source',
      orgnr,
      name,
      clientId: orgnr,
      scopes: ['system/Observation.crs'],
      expires: Date.now() + 300_000,
    }),
    async logIn(grant, person = grant.practitioner.id) {
      const cookies = await sessionOf(standIn.issuer, person);
      const url = await helseid.login.begin(grant, 'silent', null);
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie: cookies } });
      const location = answer.headers.get('location');
      if (!location) throw new Error(`HelseID answered ${answer.status} without a way back`);
      return (await helseid.login.finish(new URL(location))).outcome;
    },
    async stop() {
      helseid.close();
      await pmd.stop();
      await standIn.stop();
    },
  };
  return stack;
}

/** Cookies of a browser in which this person is logged in to HelseID. */
async function sessionOf(issuer: string, person: string): Promise<string> {
  const query = new URLSearchParams({ person, return: `${publicUrl}/` });
  const answer = await fetch(`${issuer}/sandbox/login?${query}`, { redirect: 'manual' });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
