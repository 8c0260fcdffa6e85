import { expect, test } from 'vitest';
import { formatPlace, parsePlace } from '../../app/route.svelte.ts';

test.each([
  '#/',
  '#/trend/blood-pressure',
  '#/trend/blood-pressure/30d',
  '#/trend/blood-pressure/30d/compared',
  '#/trend/body-weight/2026-01-01_2026-01-31/compared',
  '#/all-signs/7d',
])('%s comes back as it went', (hash) => {
  expect(formatPlace(parsePlace(hash))).toBe(hash);
});

test.each([
  ['#/trend/blood-pressure/30d/other', '#/trend/blood-pressure/30d'],
  ['#/trend/blood-pressure/2d/compared', '#/trend/blood-pressure'],
  ['#/trend/nothing/30d/compared', '#/'],
])('%s is read as %s', (hash, read) => {
  expect(formatPlace(parsePlace(hash))).toBe(read);
});
