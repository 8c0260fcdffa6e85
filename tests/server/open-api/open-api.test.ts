import { expect, test } from 'vitest';
import { capabilityStatement } from '../../../server/fhir/capability-statement.ts';
import { trendOperation } from '../../../server/fhir/trend-operation.ts';
import { fhirAddress, type ServedRoute } from '../../../server/open-api/fhir-address.ts';
import { openApi } from '../../../server/open-api/open-api.ts';

const statement = capabilityStatement('https://a.example/fhir', '2026-01-01');
const describing = (...routes: ServedRoute[]) =>
  openApi({ origin: 'https://a.example', routes, statement, operations: [trendOperation] }).paths;

test.each([
  [
    'get',
    '/fhir/Observation/{id}',
    { kind: 'interaction', type: 'Observation', code: 'read', byForm: false },
  ],
  ['get', '/fhir/Observation/{id}/_history/{version}', { code: 'vread' }],
  ['get', '/fhir/Observation/{id}/_history', { code: 'history-instance' }],
  ['post', '/fhir/Observation/_search', { code: 'search-type', byForm: true }],
  ['post', '/fhir/Observation', { code: 'create' }],
  ['put', '/fhir/Consent/{id}', { code: 'update' }],
  ['delete', '/fhir/Consent/{id}', { code: 'delete' }],
  ['get', '/fhir/Observation/$trend', { kind: 'operation', name: 'trend' }],
  ['post', '/fhir', { kind: 'batch' }],
  ['get', '/fhir/metadata', { kind: 'about-the-server' }],
])('%s %s', (method, path, expected) => {
  expect(fhirAddress({ method, path })).toMatchObject(expected);
});

test.each([
  ['get', '/fhir'],
  ['patch', '/fhir/Observation/{id}'],
  ['get', '/fhir/Observation/{id}/_everything'],
])('%s %s is no address of FHIR', (method, path) => {
  expect(fhirAddress({ method, path })).toBeUndefined();
});

test.each([
  ['get', '/fhir/Patient/{id}'],
  ['put', '/fhir/Observation/{id}'],
  ['get', '/fhir/Observation/$unheard-of'],
])('a route that the CapabilityStatement does not list is told of: %s %s', (method, path) => {
  expect(() => describing({ method, path })).toThrow(`${method} ${path} is served`);
});

test('parameters are those of the CapabilityStatement, and of the operation’s own definition', () => {
  const paths = describing(
    { method: 'get', path: '/fhir/Observation' },
    { method: 'post', path: '/fhir/Observation/_search' },
    { method: 'get', path: '/fhir/Observation/$trend' },
    { method: 'get', path: '/fhir/Observation/{id}' },
  );
  const names = (path: string) =>
    paths[path]?.['get']?.parameters?.map((each) => (each as { name: string }).name);
  const listed = statement.rest?.[0]?.resource?.find(({ type }) => type === 'Observation')?.searchParam;
  expect(names('/fhir/Observation')).toEqual(listed?.map(({ name }) => name));
  expect(paths['/fhir/Observation/_search']?.['post']?.requestBody).toMatchObject({
    content: {
      'application/x-www-form-urlencoded': { schema: { properties: { date: { type: 'string' } } } },
    },
  });
  expect(paths['/fhir/Observation/$trend']?.['get']?.parameters).toContainEqual(
    expect.objectContaining({ name: 'code', in: 'query', required: true }),
  );
  expect(names('/fhir/Observation/{id}')).toEqual(['id']);
});

test('pages of the app are not part of the API', () => {
  expect(describing({ method: 'get', path: '/launch' }, { method: 'get', path: '/assets/{file*}' })).toEqual(
    {},
  );
});
