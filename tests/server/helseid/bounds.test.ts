import { expect, test } from 'vitest';
import type { Proof } from '../../../server/helseid/client.ts';
import { createPendingLogins } from '../../../server/helseid/pending-logins.ts';
import type { PendingLogin } from '../../../server/helseid/pending-logins.ts';
import { createSessions } from '../../../server/helseid/sessions.ts';
import { isReturnPath } from '../../../server/helseid/return-path.ts';
import { createLogger } from '../../../server/logger.ts';
import { grantFor } from './clinician.ts';

const clinician = (index: number) => grantFor(undefined, { hpr: String(100_000 + index) });
const proof = {} as Proof;
const log = createLogger('silent');

const pending = (state: string, hpr: number): PendingLogin => ({
  ...{ state, proof, nonce: 'n', verifier: 'v', returnTo: null, silent: true },
  grant: clinician(hpr),
});

test('at most 1,000 logins are pending; the oldest make room', () => {
  const logins = createPendingLogins(() => 0);
  for (let index = 0; index <= 1000; index++) logins.add(pending(`s${index}`, index));
  expect(logins.take('s0')).toBeUndefined();
  expect(logins.take('s1')?.state).toBe('s1');
  expect(logins.take('s1000')?.state).toBe('s1000');
});

test('one clinician has at most five, and pushes out nobody else', () => {
  const logins = createPendingLogins(() => 0);
  logins.add(pending('mine', 1));
  for (let index = 0; index < 2000; index++) logins.add(pending(`s${index}`, 2));
  expect(logins.take('s1994')).toBeUndefined();
  expect(logins.take('s1995')?.state).toBe('s1995');
  expect(logins.take('mine')?.state).toBe('mine');
});

test('at most 5,000 sessions are held; the one used longest ago makes room, and its caches are told', async () => {
  const revoked: string[] = [];
  const sessions = createSessions({
    client: {
      refresh: async (refreshToken) => ({ accessToken: 'a', expires: 300_000, refreshToken }),
      revoke: async (token) => void revoked.push(token),
    },
    details: () => [],
    log,
    now: () => 0,
  });
  const dropped: string[] = [];
  sessions.onDrop((session) => dropped.push(session));
  const add = (index: number) =>
    sessions.add(clinician(index), {
      proof,
      tokens: { accessToken: 'x', expires: 300_000, refreshToken: `refresh-${index}` },
    });
  for (let index = 0; index < 5000; index++) add(index);
  await sessions.accessToken(clinician(0));
  const oldest = sessions.idOf(clinician(1));
  add(5000);
  expect(dropped).toEqual([oldest]);
  expect(sessions.idOf(clinician(0))).toBeDefined();
  expect(sessions.idOf(clinician(1))).toBeUndefined();
  await expect.poll(() => revoked).toEqual(['refresh-1']);
  sessions.close();
  expect(dropped).toHaveLength(5001);
  expect(sessions.idOf(clinician(0))).toBeUndefined();
});

test.each(['/?state=abc&launch=1', '/?', '/innbygger', '/innbygger?a=b', `/?${'x'.repeat(1998)}`])(
  'a login may end at %s',
  (path) => expect(isReturnPath(path)).toBe(true),
);

test.each([
  '',
  '/',
  '/launch',
  '/fhir/Observation',
  'https://evil.example/?',
  '//evil.example/?',
  '/\\evil.example/?',
  '/?next=//evil.example',
  '/innbygger//evil',
  '/innbyggerx',
  '/innbygger/../launch',
  '/innbygger#x',
  '/?a#national=connected',
  '/?a\r\nSet-Cookie: x=1',
  '/?a b',
  '/?æ',
  '/?"><script>',
  '\t/?a',
  ` /?a`,
  `/?${'x'.repeat(1999)}`,
])('a login does not end at %j', (path) => expect(isReturnPath(path)).toBe(false));
