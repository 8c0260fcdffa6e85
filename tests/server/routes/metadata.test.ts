import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../../server/fhir/operations.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
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

/** A question that each operation answers. */
const questions: Record<string, string> = {
  lastn: 'code=8867-4',
  trend: 'code=8867-4&points=5&start=2026',
  stats: 'code=8867-4&statistic=average',
  'home-blood-pressure': 'start=2026-01-01',
  'glucose-summary': 'group=type-1-or-2',
  'weight-summary': 'dryWeight=70',
  'oxygen-saturation-summary': '',
  news2: 'scale=1',
  'change-summary': 'code=http://loinc.org|29463-7',
  'expected-measurements': 'code=8867-4',
};

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
    const own = await facade.citizen(person, {
      scopes: ['patient/AuditEvent.rs', 'patient/EpisodeOfCare.s'],
    });
    await facade.ask('/Observation', { token });
    const log = (await facade.ask('/AuditEvent', { token: own })).body as fhir4.Bundle;
    const tokenFor = (type: string) => (['AuditEvent', 'EpisodeOfCare'].includes(type) ? own : token);
    const ids: Record<string, string> = {
      Observation: id,
      ObservationDefinition: definitions.entry?.[0]?.resource?.id ?? '',
      OperationDefinition: 'Observation-trend',
      StructureDefinition: 'monitoring-limits',
      AuditEvent: log.entry?.[0]?.resource?.id ?? '',
    };
    const source = await facade.source();
    const ask: Record<string, (type: string) => Promise<Answer>> = {
      read: (type) => facade.ask(`/${type}/${ids[type]}`, { token: tokenFor(type) }),
      vread: (type) => facade.ask(`/${type}/${ids[type]}/_history/1`, { token }),
      'history-instance': (type) => facade.ask(`/${type}/${ids[type]}/_history`, { token }),
      'search-type': (type) => facade.ask(`/${type}`, { token: tokenFor(type) }),
      create: (type) =>
        facade.ask(`/${type}`, {
          method: 'POST',
          token: source,
          headers: json,
          body: JSON.stringify(heartRate(newPerson(), '2026-03-01', 70)),
        }),
    };
    // Consent and Practitioner are held to what they say in consent-capability.test.ts, ServiceRequest in its own.
    const listed = resources()
      .filter(({ type }) => !['Consent', 'Practitioner', 'ServiceRequest'].includes(type))
      .flatMap(({ type, interaction }) => (interaction ?? []).map(({ code }) => [type, code] as const));
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
    expect(operations.map(({ name }) => name)).toEqual(Object.keys(questions));
    for (const { name, definition } of operations) {
      expect((await facade.ask(`/Observation/$${name}?${questions[name]}`, { token })).status).toBe(200);
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
    const answer = await facade.ask(`/Observation/$trend?${questions.trend}`, { token });
    expect(undefinedParts(body, answer.body)).toEqual([]);
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
    ['GET', '/Provenance', 404],
    ['DELETE', '/ServiceRequest/x', 405],
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
    'system/EpisodeOfCare.u',
    'patient/Observation.rs',
    'patient/ServiceRequest.crus',
    'patient/ServiceRequest.rs',
    'patient/AuditEvent.rs',
    'patient/Consent.cruds',
    'patient/EpisodeOfCare.s',
  ]);
  const asked = await fetch(body.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'x' }),
  });
  expect(await asked.json()).toMatchObject({ error: 'unsupported_grant_type' });
});

describe('openapi.json', () => {
  interface Described {
    security: object[];
  }
  let paths: Record<string, Record<string, Described>>;
  beforeAll(async () => {
    const answer = await fetch(`${facade.origin}/openapi.json`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    paths = ((await answer.json()) as { paths: typeof paths }).paths;
  });

  test('whatever it lists is served, and asks for a token where it says so', async () => {
    const requests = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({ path, method, security })),
    );
    expect(requests.length).toBeGreaterThan(25);
    for (const { path, method, security } of requests) {
      const url = `${facade.origin}${path.replace(/\{\w+\}/g, 'x')}`;
      const { status } = await fetch(url, { method: method.toUpperCase() });
      expect([method, path, status === 401]).toEqual([method, path, security.length > 0]);
      expect([method, path, status]).not.toEqual([method, path, 405]);
    }
  });

  test('lists every interaction and operation of the CapabilityStatement', () => {
    const addresses: Record<string, [method: string, rest: string]> = {
      read: ['get', '/{id}'],
      vread: ['get', '/{id}/_history/{version}'],
      'history-instance': ['get', '/{id}/_history'],
      'history-type': ['get', '/_history'],
      'search-type': ['get', ''],
      create: ['post', ''],
      update: ['put', '/{id}'],
      delete: ['delete', '/{id}'],
    };
    /** What changes something, or takes a resource, is not done by GET: https://hl7.org/fhir/R4/operations.html#executing */
    const posted = operations
      .filter(
        ({ affectsState, parameter }) => affectsState || parameter?.some(({ name }) => name === 'resource'),
      )
      .map(({ code }) => code);
    const listed = resources().flatMap(({ type, interaction = [], operation = [] }) => [
      ...interaction.map(({ code }) => [addresses[code]?.[0], `/fhir/${type}${addresses[code]?.[1]}`]),
      ...operation.map(({ name }) => [posted.includes(name) ? 'post' : 'get', `/fhir/${type}/$${name}`]),
    ]);
    expect(listed.length).toBeGreaterThan(15);
    for (const [method = '', path = ''] of listed)
      expect([path, paths[path]?.[method]]).not.toEqual([path, undefined]);
  });
});
