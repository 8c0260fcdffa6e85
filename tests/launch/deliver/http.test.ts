import { expect, test } from 'vitest';
import { isTransient, waitBefore } from '../../../launch/deliver/http.ts';

test.each([
  ['5', 1, 5],
  ['0', 4, 0],
  ['3600', 1, 60],
  ['-3', 1, 0],
  [null, 1, 1],
  [null, 4, 8],
  [null, 9, 60],
  ['soon', 2, 2],
  ['', 3, 4],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 1, 0],
])('Retry-After %j before attempt %i: %i seconds', (retryAfter, attempt, seconds) =>
  expect(waitBefore(attempt, retryAfter)).toBe(seconds),
);

test('a date in Retry-After is waited for', () => {
  const date = new Date(Date.now() + 20_000).toUTCString();
  expect(waitBefore(1, date)).toBeGreaterThan(15);
  expect(waitBefore(1, date)).toBeLessThanOrEqual(20);
});

test.each([
  [429, true],
  [503, true],
  [500, false],
  [502, false],
  [504, false],
  [401, false],
])('%i means later: %s', (status, later) => expect(isTransient(status)).toBe(later));
