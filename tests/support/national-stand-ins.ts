import { hjemmekurveClient } from '../../launch/helseid/clients.ts';
import { generateHelseidKeys } from '../../launch/helseid/keys.ts';
import { sandboxPeople } from '../../launch/helseid/people.ts';
import { createHelseid } from '../../launch/helseid/server.ts';
import { createPmd } from '../../launch/pmd/server.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import type { StandInOrder } from './national-process.ts';

/** HelseID and PMD of the sandbox, in a process of their own; orders come from the parent (national-process.ts). */
const [read, write, audience] = ['nhn:pmd/read', 'nhn:pmd/write', 'nhn:pmd'] as const;
const clinicians = Array.from({ length: Number(process.argv[2] ?? 0) }, (_, n) => ({
  id: `clinician-${n}`,
  given: 'Kliniker',
  family: `Nummer ${n}`,
  pid: syntheticNationalId({
    born: new Date(Date.UTC(1970, 0, 1 + n)).toISOString().slice(0, 10),
    shift: 80,
    gender: 'female',
  }),
  hpr: { number: String(222_220_000 + n), authorization: 'LE' },
  description: 'One of many',
}));

const keys = await generateHelseidKeys();
const helseid = await createHelseid({ port: 0, keys, people: [...sandboxPeople, ...clinicians] });
const pmd = await createPmd({
  port: 0,
  issuer: helseid.issuer,
  audience,
  scopes: { search: read, deliver: write },
});

async function obey(order: StandInOrder): Promise<unknown> {
  if ('callbacks' in order) {
    return await helseid.registerClient(hjemmekurveClient(keys.client, order.callbacks, [read, write]));
  }
  if ('faults' in order) {
    pmd.setBehaviour({ slowBy: order.slowBy ?? 8000 });
    return await pmd.setFaults(order.faults);
  }
  return pmd.received();
}

process.on('message', ({ id, order }: { id: number; order: StandInOrder }) => {
  void obey(order).then((answer) => process.send?.({ id, answer }));
});
process.on('disconnect', () => process.exit());
process.send?.({
  environment: {
    STORE: 'pmd',
    HELSEID_ISSUER: helseid.issuer,
    HELSEID_CLIENT_ID: 'hjemmekurve',
    HELSEID_PRIVATE_JWK: JSON.stringify(keys.client),
    HELSEID_SCOPES: read,
    HELSEID_SOURCE_SCOPES: write,
    PMD_RESOURCE: audience,
    PMD_URL: pmd.url,
    ATTESTATION_PURPOSE_DETAILS: 'urn:AuditEventHL7Norway/CodeSystem/carerelation|BEHANDLER',
  },
  people: helseid.people.flatMap(({ id, hpr }) => (hpr ? [{ id, hpr: hpr.number }] : [])),
});
