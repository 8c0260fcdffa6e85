import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConsentFacade, type ConsentFacade } from '../../support/consent-facade.ts';
import { newPerson } from '../../support/observation-builders.ts';

let facade: ConsentFacade;
let token: string;
let resources: Map<string, fhir4.CapabilityStatementRestResource>;

beforeAll(async () => {
  facade = await startConsentFacade();
  token = await facade.citizen(newPerson());
  const { body } = await facade.ask('/metadata');
  const [rest] = (body as fhir4.CapabilityStatement).rest ?? [];
  resources = new Map((rest?.resource ?? []).map((resource) => [resource.type, resource]));
});
afterAll(() => facade.stop());

/** R4's interactions with one resource type, by method and address. */
const addresses: Record<string, [method: string, path: string]> = {
  read: ['GET', '/x'],
  vread: ['GET', '/x/_history/1'],
  update: ['PUT', '/x'],
  patch: ['PATCH', '/x'],
  delete: ['DELETE', '/x'],
  'history-instance': ['GET', '/x/_history'],
  create: ['POST', ''],
  'search-type': ['GET', ''],
};

test.each(['Consent', 'Practitioner'])(
  '%s does what the CapabilityStatement says, and no more',
  async (type) => {
    const declared = resources.get(type)?.interaction?.map(({ code }) => code);
    const answered: string[] = [];
    for (const [code, [method, path]] of Object.entries(addresses)) {
      const { status, body } = await facade.ask(`/${type}${path}`, { method, token });
      const reason = (body as fhir4.OperationOutcome).issue?.[0]?.diagnostics;
      const served = status !== 405 && reason !== 'Nothing is served at this address';
      if (served) answered.push(code);
    }
    expect([...answered].sort()).toEqual([...(declared ?? [])].sort());
  },
);

test.each(['Consent', 'Practitioner'])('%s is searched by the parameters that are declared', async (type) => {
  const declared = resources.get(type)?.searchParam?.map(({ name }) => name) ?? [];
  expect(declared).not.toEqual([]);
  for (const name of [...declared, 'unheard-of']) {
    const query = new URLSearchParams({ ...(type === 'Practitioner' && { name: 'xx' }), [name]: 'xx' });
    const { body } = await facade.ask(`/${type}?${query}`, { token, headers: { Prefer: 'handling=strict' } });
    const refused = (body as fhir4.OperationOutcome).issue?.[0]?.details?.coding?.[0]?.code;
    expect([name, refused === 'parameter-unknown']).toEqual([name, name === 'unheard-of']);
  }
});
