import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway } from '../../launch/faults/gateway.ts';
import type { Gateway } from '../../launch/faults/gateway.ts';

let behind: Server;
let gateway: Gateway;
const reached: string[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

beforeAll(async () => {
  behind = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    void bodyOf(request).then((body) =>
      response.writeHead(203, { 'x-from': 'behind' }).end(`${request.headers.host} ${body}`),
    );
  });
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  gateway = await startGateway(`http://127.0.0.1:${(behind.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await gateway.stop();
  behind.close();
});

describe('the gateway whose line to the facade’s services is cut', () => {
  test.each(['/', '/launch?iss=x', '/app.json', '/assets/oauth.js', '/fhirish'])(
    'hands on %s',
    async (path) => {
      const response = await fetch(`${gateway.url}${path}`, { method: 'POST', body: 'hello' });
      expect(response.status).toBe(203);
      expect(response.headers.get('x-from')).toBe('behind');
      expect(await response.text()).toBe(`127.0.0.1:${(behind.address() as AddressInfo).port} hello`);
      expect(reached.at(-1)).toBe(`POST ${path}`);
    },
  );

  test.each(['/oauth/token', '/fhir', '/fhir/metadata', '/fhir?x=1', '/oauth'])(
    'cuts %s without an answer',
    async (path) => {
      const before = reached.length;
      await expect(fetch(`${gateway.url}${path}`)).rejects.toThrow('fetch failed');
      expect(reached.length).toBe(before);
    },
  );
});
