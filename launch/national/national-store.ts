import { join } from 'node:path';
import { hjemmekurveClient } from '../helseid/clients.ts';
import { sandboxApis } from '../helseid/scopes.ts';
import { createHelseid } from '../helseid/server.ts';
import { loadHelseidKeys, writePrivately } from '../key-file.ts';
import { createPmd } from '../pmd/server.ts';
import type { NationalControl } from './control.ts';

export interface NationalStore extends NationalControl {
  /** What the facade's environment needs to reach it. */
  environment: Record<string, string>;
  /** The facade at this origin may log clinicians in. */
  registerFacade(origin: string): Promise<void>;
  stop(): Promise<void>;
}

export interface NationalStoreOptions {
  helseidPort: number;
  pmdPort: number;
  dataDir: string;
  /** Of the EHR, which sends browsers through HelseID's sandbox login. */
  ehr: string;
}

const [api] = sandboxApis;
const [read = '', write = ''] = api?.scopes ?? [];
const audience = api?.audience ?? '';

/** Norsk helsenett's part of the sandbox: HelseID, and PMD that takes its tokens. */
export async function startNationalStore(options: NationalStoreOptions): Promise<NationalStore> {
  const { helseidPort, pmdPort, dataDir, ehr } = options;
  const keys = await loadHelseidKeys(join(dataDir, 'sandbox', 'helseid-keys.json'));
  const keyFile = join(dataDir, 'sandbox', 'helseid-client.json');
  await writePrivately(keyFile, `${JSON.stringify(keys.client)}\n`);
  const helseid = await createHelseid({ port: helseidPort, keys });
  helseid.allowReturn(ehr);
  const pmd = await createPmd({
    port: pmdPort,
    issuer: helseid.issuer,
    audience,
    scopes: { search: read, deliver: write },
    dataFile: join(dataDir, 'pmd', 'observations.ndjson'),
  }).catch(async (error: unknown) => {
    await helseid.stop();
    throw error;
  });
  const origins = new Set<string>();
  return {
    helseid: helseid.issuer,
    pmd,
    behave: helseid.behave,
    environment: {
      STORE: 'pmd',
      HELSEID_ISSUER: helseid.issuer,
      HELSEID_CLIENT_ID: 'hjemmekurve',
      HELSEID_PRIVATE_JWK_FILE: keyFile,
      HELSEID_SCOPES: read,
      HELSEID_SOURCE_SCOPES: write,
      PMD_RESOURCE: audience,
      PMD_URL: pmd.url,
      ATTESTATION_PURPOSE_DETAILS: 'urn:AuditEventHL7Norway/CodeSystem/carerelation|BEHANDLER',
    },
    async registerFacade(origin) {
      origins.add(origin);
      helseid.allowReturn(origin);
      const redirectUris = [...origins].map((each) => `${each}/helseid/callback`);
      await helseid.registerClient(hjemmekurveClient(keys.client, redirectUris, api?.scopes ?? []));
    },
    async stop() {
      await pmd.stop();
      await helseid.stop();
    },
  };
}
