import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';

let facade: TestFacade;
beforeAll(async () => {
  facade = await startFacade({});
});
afterAll(() => facade.stop());

const formType = 'application/x-www-form-urlencoded';
const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  type: string = formType,
  more: Record<string, string> = {},
) => {
  const headers = { 'content-type': type, ...more };
  const response = await fetch(`${facade.url}/oauth/token`, { method: 'POST', body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test.each([
  ['JSON', '{"grant_type":"client_credentials"}', 'application/json', 415, 'media-type'],
  ['text', 'grant_type=client_credentials', 'text/plain', 415, 'media-type'],
  ['a multipart form', '--x--', 'multipart/form-data; boundary=x', 415, 'media-type'],
  [
    'a parameter twice',
    'grant_type=client_credentials&grant_type=client_credentials',
    formType,
    400,
    'parameter-repeated',
  ],
  ['an unknown parameter twice', 'grant_type=x&a=1&a=2', formType, 400, 'parameter-repeated'],
  ['a name from the prototype', '__proto__=1&grant_type=x', formType, 400, 'grant-type-unsupported'],
  ['bytes that are not UTF-8', '%ff%fe=%00&grant_type=%zz', formType, 400, 'grant-type-unsupported'],
  ['nothing', '', formType, 400, 'grant-type-unsupported'],
  ['10 MB', 'a'.repeat(10_000_000), formType, 413, 'too-large'],
  [
    '5,000 parameters',
    Array.from({ length: 5000 }, (_, at) => `p${at}=1`).join('&'),
    formType,
    400,
    'grant-type-unsupported',
  ],
])('%s is refused', async (_what, body, type, status, reason) => {
  const answer = await post(body, type);
  expect({ status: answer.status, reason: answer.body.reason }).toEqual({ status, reason });
  expect(answer.body.error_description).toEqual(expect.any(String));
});

test('a body that is not the gzip it claims to be is refused', async () => {
  const { status, body } = await post('grant_type=x', formType, { 'content-encoding': 'gzip' });
  expect([status, body.reason]).toEqual([400, 'body-invalid']);
});

test('headers of 20 kB are refused, and the next request is answered', async () => {
  const status = await new Promise((resolve, reject) => {
    request(`${facade.url}/oauth/token`, { method: 'POST', headers: { 'x-long': 'a'.repeat(20_000) } })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect([400, 431]).toContain(status);
  expect((await post('grant_type=x')).status).toBe(400);
});

test('what the caller sent is not repeated, in the answer or in the log', async () => {
  const { body } = await post('grant_type=13717404089&13717404089=1&13717404089=2<script>');
  expect(JSON.stringify(body)).not.toContain('<');
  expect(facade.log.join('')).not.toContain('13717404089');
});
