import { describe, expect, test } from 'vitest';
import { parseDelivery } from '../../../server/delivery/bundle.ts';
import { heartRate, newPerson } from '../../support/observation-builders.ts';

const resource = heartRate(newPerson(), '2026-03-01T08:00:00+01:00', 70);

function read(request: unknown, type = 'batch') {
  const [, entry] = parseDelivery(
    JSON.stringify({ resourceType: 'Bundle', type, entry: [null, { resource, request }] }),
  );
  return entry;
}

describe('entry.request', () => {
  test.each([
    [{ method: 'POST' }],
    [{ method: 'POST', url: 'Observation' }],
    [{ method: 'POST', url: '/Observation' }],
    [{ method: 'POST', url: 'https://pmd.example.no/fhir/Observation' }],
    [{ method: 'PUT' }],
    [{ method: 'PUT', url: 'Observation/a-1' }],
    [{ method: 'PUT', url: 'Observation?identifier=https://x.example|1' }],
    [{ method: 'PUT', url: 'https://pmd.example.no/Observation/a-1' }],
  ])('%j is what R4 has', (request) => {
    expect(read(request)).toMatchObject({ refusal: undefined, ifMatch: undefined, warnings: [] });
  });

  test.each([
    [{ method: 'POST', url: '' }],
    [{ method: 'POST', url: 'Observation/a-1' }],
    [{ method: 'POST', url: 'Observation?identifier=1' }],
    [{ method: 'PUT', url: 'Observation' }],
  ])('%j is odd, but can mean nothing else: a warning', (request) => {
    expect(read(request)).toMatchObject({
      refusal: undefined,
      warnings: [{ severity: 'warning', reason: 'request-url', expression: 'Bundle.entry[1].request.url' }],
    });
  });

  test.each([
    ['url', 'request-url', { method: 'POST', url: 'Patient' }],
    ['url', 'request-url', { method: 'PUT', url: 'Patient/1' }],
    ['url', 'request-url', { method: 'POST', url: 'Observation/_search' }],
    ['url', 'request-url', { method: 'POST', url: 'Observation/$lastn' }],
    ['url', 'request-url', { method: 'POST', url: 'Patient/1/Observation' }],
    ['url', 'request-url', { method: 'POST', url: 'ObservationDefinition' }],
    ['url', 'request-url', { method: 'PUT', url: 'Observation/a/_history/1' }],
    ['url', 'request-url', { method: 'POST', url: 1 }],
    ['url', 'request-url', { method: 'POST', url: `${'/Observation?'.repeat(100_000)} ` }],
    ['method', 'request-method', { method: 'DELETE', url: 'Observation/1' }],
    ['method', 'request-method', { url: 'Observation' }],
    ['method', 'request-method', 'POST'],
    ['method', 'request-method', null],
    ['ifMatch', 'if-match-invalid', { method: 'PUT', ifMatch: '3' }],
    ['ifMatch', 'if-match-invalid', { method: 'PUT', ifMatch: 3 }],
    ['ifMatch', 'if-match-invalid', { method: 'PUT', ifMatch: 'W/"x"' }],
    ['ifMatch', 'if-match-invalid', { method: 'PUT', ifMatch: '' }],
  ])('%s: %s', (element, reason, request) => {
    for (const type of ['batch', 'collection']) {
      expect(read(request, type)?.refusal).toMatchObject({
        status: 422,
        reason,
        expression: [`Bundle.entry[1].request.${element}`],
      });
    }
  });

  test.each([
    ['W/"3"', 3],
    ['"12"', 12],
  ])('ifMatch %s is version %d', (ifMatch, version) => {
    expect(read({ method: 'PUT', ifMatch })).toMatchObject({ refusal: undefined, ifMatch: version });
  });

  test('a collection has none', () => {
    expect(read(undefined, 'collection')).toMatchObject({ refusal: undefined, warnings: [] });
    expect(read(undefined)?.refusal).toMatchObject({ reason: 'request-method' });
  });
});
