import { expect, test } from 'vitest';
import { isEnrolled, mayDeliver } from '../../../server/organizations/organization.ts';
import type { Organization } from '../../../server/organizations/organization.ts';

const oslo: Organization = {
  orgnr: '958935420',
  name: 'Oslo kommune',
  sector: 'municipality',
  delivers: true,
  consumes: false,
  from: 1000,
  to: 2000,
};

test.each([
  ['just before it begins', 999, false],
  ['as it begins', 1000, true],
  ['just before it ends', 1999, true],
  ['as it ends', 2000, false],
  ['after it has ended', 2001, false],
])('%s', (_, at, enrolled) => {
  expect(isEnrolled(oslo, at)).toBe(enrolled);
  expect(mayDeliver(oslo, at)).toBe(enrolled);
  expect(mayDeliver({ ...oslo, delivers: false }, at)).toBe(false);
});

test('without an end it goes on', () => {
  const { to: _to, ...open } = oslo;
  expect([isEnrolled(open, 999), isEnrolled(open, Number.MAX_SAFE_INTEGER)]).toEqual([false, true]);
});

test('ended before it began it never was', () => {
  expect([0, 500, 1000, 1500].map((at) => isEnrolled({ ...oslo, to: 500 }, at))).not.toContain(true);
});

test('one that the register does not know may not deliver', () => {
  expect(mayDeliver(undefined, 1500)).toBe(false);
});
