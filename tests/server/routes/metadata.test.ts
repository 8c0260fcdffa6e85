import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { batch, heartRate, newPerson, oslo } from '../../support/observation-builders.ts';

let facade: RunningFacade;
let statement: fhir4.CapabilityStatement;
let token: string;
let id: string;
const person = newPerson();
const json = { 'Content-Type': 'application/fhir+json' };

beforeAll(async () => {
  facade = await startFacade();
  statement = (await facade.ask('/metadata')).body as fhir4.CapabilityStatement;
  token = await facade.clinician(person, { scopes: ['patient/*.cruds'] });
  const delivered = await facade.deliver(heartRate(person, '2026-03-01', 70));
  id = String(delivered.body.entry[0].response.location).split('/')[1] ?? '';
});
afterAll(() => facade.stop());

const resources = () => statement.rest?.[0]?.resource ?? [];
const resource = (type: string) => resources().find((each) => each.type === type);
const reason = ({ body }: Answer) => body?.issue?.[0]?.details?.coding?.[0]?.code;

describe('metadata', () => {
  test('is open, FHIR JSON, and says which version', async () => {
    const answer = await facade.ask('/metadata');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(answer.body).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      kind: 'instance',
      status: 'active',
    });
    expect(statement.implementation?.url).toBe(facade.fhirBase);
  });

  test('every interaction it lists is answered', async () => {
    const definitions = (await facade.ask('/ObservationDefinition')).body as fhir4.Bundle;
    const ids: Record<string, string> = {
      Observation: id,
      ObservationDefinition: definitions.entry?.[0]?.resource?.id ?? '',
      OperationDefinition: 'Observation-trend',
    };
    const source = await facade.source();
    const ask: Record<string, (type: string) => Promise<Answer>> = {
      read: (type) => facade.ask(`/${type}/${ids[type]}`, { token }),
      vread: (type) => facade.ask(`/${type}/${ids[type]}/_history/1`, { token }),
      'history-instance': (type) => facade.ask(`/${type}/${ids[type]}/_history`, { token }),
      'search-type': (type) => facade.ask(`/${type}`, { token }),
      create: (type) =>
        facade.ask(`/${type}`, {
          method: 'POST',
          token: source,
          headers: json,
          body: JSON.stringify(heartRate(newPerson(), '2026-03-01', 70)),
        }),
    };
    const listed = resources().flatMap(({ type, interaction }) =>
      (interaction ?? []).map(({ code }) => [type, code] as const),
    );
    expect(listed.length).toBeGreaterThanOrEqual(6);
    for (const [type, code] of listed) {
      const answer = await ask[code]?.(type);
      expect([type, code, answer?.status]).toEqual([type, code, code === 'create' ? 201 : 200]);
    }
    expect(statement.rest?.[0]?.interaction?.map(({ code }) => code)).toEqual(['batch']);
    const delivered = await facade.ask('', {
      method: 'POST',
      token: source,
      headers: json,
      body: JSON.stringify(batch(heartRate(newPerson(), '2026-03-01', 70))),
    });
    expect(delivered.body.type).toBe('batch-response');
  });

  test('every search parameter it lists is understood, by what it finds and by what it refuses', async () => {
    const examples: Record<string, [string, string | undefined]> = {
      patient: [`pat-${person.value.slice(-5)}`, 'other'],
      subject: [`Patient/pat-${person.value.slice(-5)}`, 'other'],
      'patient.identifier': [`${person.system}|${person.value}`, 'other'],
      code: ['http://loinc.org|8867-4', 'x|y'],
      category: ['vital-signs', ''],
      date: ['2026-03-01', 'x'],
      status: ['final', 'x'],
      _lastUpdated: ['ge2020', 'x'],
    };
    const listed = resource('Observation')?.searchParam?.map(({ name }) => name) ?? [];
    const ofSource = await facade.source({ scopes: ['system/Observation.rs'] });
    for (const [orgnr, status] of [
      [oslo.orgnr, 200],
      ['310518778', 403],
    ]) {
      const form = { 'patient.identifier': `${person.system}|${person.value}`, _source: String(orgnr) };
      expect((await facade.post('/Observation/_search', ofSource, form)).status).toBe(status);
    }
    expect(listed.sort()).toEqual([...Object.keys(examples), '_source'].sort());
    listed.splice(listed.indexOf('_source'), 1);
    for (const name of listed) {
      const [good = '', bad = ''] = examples[name] ?? [];
      const headers = { Prefer: 'handling=strict' };
      const found = await facade.ask(`/Observation?${name}=${encodeURIComponent(good)}`, { token, headers });
      expect([name, found.status, found.body.total]).toEqual([name, 200, 1]);
      expect(
        (await facade.ask(`/Observation?${name}=${bad}`, { token, headers })).status,
      ).toBeGreaterThanOrEqual(400);
    }
  });

  test('every operation it lists answers, and one of our own is defined where it says', async () => {
    const operations = resource('Observation')?.operation ?? [];
    expect(operations.map(({ name }) => name)).toEqual(['lastn', 'trend']);
    for (const { name, definition } of operations) {
      expect((await facade.ask(`/Observation/$${name}?code=8867-4`, { token })).status).toBe(200);
      if (!definition.startsWith(facade.fhirBase)) continue;
      const defined = await facade.ask(definition);
      expect(defined.body).toMatchObject({
        resourceType: 'OperationDefinition',
        code: name,
        resource: ['Observation'],
      });
    }
  });

  test('the definition of $trend names every part that an answer holds', async () => {
    const { body } = await facade.ask('/OperationDefinition/Observation-trend');
    const defined = new Set<string>();
    const collect = (parameters: fhir4.OperationDefinitionParameter[], path: string) => {
      for (const { name, part = [], use } of parameters) {
        if (use === 'out') defined.add(`${path}${name}`);
        collect(part, `${path}${name}.`);
      }
    };
    collect((body as fhir4.OperationDefinition).parameter ?? [], '');
    const answer = await facade.ask('/Observation/$trend?code=8867-4&points=5&start=2026', { token });
    const used = new Set<string>();
    const walk = (parameters: fhir4.ParametersParameter[], path: string) => {
      for (const { name, part = [] } of parameters) {
        used.add(`${path}${name}`);
        walk(part, `${path}${name}.`);
      }
    };
    walk((answer.body as fhir4.Parameters).parameter ?? [], '');
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });

  test.each<[string, string, number]>([
    ['PUT', '/Observation/x', 405],
    ['PATCH', '/Observation/x', 405],
    ['DELETE', '/Observation/x', 405],
    ['DELETE', '/Observation', 405],
    ['GET', '/Observation/_search', 404],
    ['GET', '/Observation/x/_history', 404],
    ['GET', '/Observation/x/_history/1', 404],
    ['GET', '/Observation/_history', 404],
    ['GET', '/_history', 404],
    ['POST', '/_search', 404],
    ['GET', '', 405],
    ['GET', '/Patient', 404],
    ['GET', '/Patient/1', 404],
    ['GET', '/Patient/1/Observation', 404],
    ['GET', '/AuditEvent', 404],
    ['GET', '/ServiceRequest', 404],
    ['GET', '/Observation/$stats', 404],
    ['GET', '/Observation/$everything', 404],
    ['POST', '/metadata', 405],
    ['POST', '/ObservationDefinition', 405],
    ['GET', '/ObservationDefinition/none', 404],
    ['GET', '/ObservationDefinition/__proto__', 404],
    ['GET', '/OperationDefinition/none', 404],
    ['GET', '/StructureDefinition/limit-origin', 404],
    ['GET', '//Observation', 404],
    ['GET', '/observation', 404],
  ])('what it does not list is not there: %s %s', async (method, path, status) => {
    const answer = await facade.ask(path, {
      method,
      token,
      ...(method === 'GET' ? {} : { headers: json, body: '{}' }),
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(reason(answer)).toBe(status === 405 ? 'method-not-allowed' : 'not-found');
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET|POST/);
  });
});

test('the catalogue is served as it is: 12 vital signs, each by its id', async () => {
  const { body } = await facade.ask('/ObservationDefinition');
  expect(body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 12 });
  for (const { fullUrl, resource: definition } of (body as fhir4.Bundle).entry ?? []) {
    expect((await facade.ask(fullUrl ?? '')).body).toEqual(definition);
  }
});

test('smart-configuration says where tokens come from and claims no login', async () => {
  const { status, headers, body } = await facade.ask('/.well-known/smart-configuration');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(body.token_endpoint).toBe(`${facade.origin}/oauth/token`);
  expect(body).not.toHaveProperty('authorization_endpoint');
  expect(body.scopes_supported).toEqual([
    'system/Observation.c',
    'system/Observation.rs',
    'patient/Observation.rs',
  ]);
  const asked = await fetch(body.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'x' }),
  });
  expect(await asked.json()).toMatchObject({ error: 'unsupported_grant_type' });
});
