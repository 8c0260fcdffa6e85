import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import { largestBody } from '../../../server/delivery/body.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { onDatabase, startFacade, type TestFacade } from '../facade.ts';

/** The facade's times, shortened; the order among them is as in production. */
const patience = { headers: 1500, request: 4000, idle: 1000, farewell: 1500, check: 100 };
let database: TestDatabase;
let facade: TestFacade;
let source: string;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  await enrolDelivering(database.pool, { orgnr: '958935420', name: 'Oslo kommune' });
  facade = await startFacade({}, { ...onDatabase(database.pool), patience, receiving: { timeout: 1500 } });
  source = await createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey }).issue({
    kind: 'source',
    orgnr: '958935420',
    name: 'Oslo kommune',
    clientId: 'test',
    scopes: ['system/Observation.c'],
    expires: Date.now() + 600_000,
  });
});
afterAll(async () => {
  await facade.stop();
  await database.drop();
});

interface Talk {
  /** What has come so far. */
  heard: () => string;
  /** Milliseconds until the facade ended its side, and until the connection was gone. */
  ended: Promise<number>;
  gone: Promise<number>;
  socket: Socket;
}

/** A connection that does not hang up by itself, which says `words` and then `drop` every 100 ms. */
function talk(words: string, drop?: string): Talk {
  const { port } = new URL(facade.url);
  const began = performance.now();
  let text = '';
  const socket = createConnection({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  socket.write(words);
  const drip = drop && setInterval(() => socket.write(drop), 100);
  socket.setEncoding('utf8').on('data', (data) => (text += data));
  socket.on('error', () => undefined);
  const when = (event: string) =>
    new Promise<number>((resolve) => socket.once(event, () => resolve(performance.now() - began)));
  const gone = when('close').then((milliseconds) => {
    if (drip) clearInterval(drip);
    return milliseconds;
  });
  return { heard: () => text, ended: when('end'), gone, socket };
}

const delivery = (...headers: string[]) =>
  [
    'POST /fhir HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${source}`,
    'Content-Type: application/fhir+json',
    ...headers,
    '\r\n',
  ].join('\r\n');

const reasonOf = (heard: string) => {
  const outcome = JSON.parse(heard.slice(heard.indexOf('\r\n\r\n'))) as fhir4.OperationOutcome;
  return [outcome.issue[0]?.details?.coding?.[0]?.code, outcome.issue[0]?.diagnostics];
};

describe('who is slow', () => {
  test.concurrent('with the body of a delivery gets 408 in time, and the connection is closed', async () => {
    for (const headers of [['Content-Length: 5000'], ['Transfer-Encoding: chunked']]) {
      const { heard, ended, gone } = talk(
        delivery(...headers),
        headers[0]?.includes('chunked') ? '1\r\nx\r\n' : 'x',
      );
      const milliseconds = await ended;
      expect(milliseconds).toBeGreaterThan(1400);
      expect(milliseconds).toBeLessThan(3000);
      expect(heard()).toMatch(/^HTTP\/1\.1 408 [^]*connection: close/i);
      expect(reasonOf(heard())).toEqual(['request-timeout', 'The body did not arrive within 1.5 seconds']);
      expect((await gone) - milliseconds).toBeLessThan(3000);
    }
  });

  test.concurrent('with the headers is cut off', async () => {
    const { ended, gone } = talk('GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nX-A: ', 'a');
    expect(await ended).toBeLessThan(3000);
    expect(await gone).toBeLessThan(5000);
  });

  test.concurrent('with a body that is no delivery is cut off', async () => {
    const form =
      'POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n';
    const { ended, gone } = talk(`${form}Content-Length: 5000\r\n\r\n`, 'a');
    expect(await ended).toBeLessThan(6000);
    expect(await gone).toBeLessThan(8000);
  });

  test.concurrent('to ask again is disconnected after the idle time, without being answered', async () => {
    const { heard, ended, socket } = talk('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const milliseconds = await ended;
    expect(milliseconds).toBeGreaterThan(900);
    expect(milliseconds).toBeLessThan(4000);
    expect(heard().match(/HTTP\/1\.1/g)).toEqual(['HTTP/1.1']);
    socket.end();
  });
});

describe('a body that is too large', () => {
  const limit = `The body is larger than ${largestBody} bytes (10 MB)`;

  test('is refused by its Content-Length, before anything of it has come', async () => {
    const { heard, ended, socket } = talk(delivery('Content-Length: 10000000000'));
    expect(await ended).toBeLessThan(1000);
    expect(heard()).toMatch(/^HTTP\/1\.1 413 /);
    expect(reasonOf(heard())).toEqual(['too-large', limit]);
    socket.destroy();
  });

  test('is refused while it comes in chunks, and a sender that goes on sending reads the answer', async () => {
    const { heard, ended, socket } = talk(delivery('Transfer-Encoding: chunked'));
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
    for (let sent = 0; sent < 30 && socket.writable; sent++) {
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    await ended;
    expect(heard()).toMatch(/^HTTP\/1\.1 413 /);
    expect(reasonOf(heard())).toEqual(['too-large', limit]);
    socket.destroy();
  });

  test('is refused by fetch, too, which sends and reads at once', async () => {
    for (let attempt = 0; attempt < 5; attempt++) {
      const response = await fetch(`${facade.url}/fhir`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${source}`, 'Content-Type': 'application/fhir+json' },
        body: Buffer.alloc(40_000_000, ' '),
      });
      expect(response.status).toBe(413);
      expect(await response.text()).toContain(limit);
    }
  });
});

describe('the room a delivery takes', () => {
  const statusOf = async (...headers: string[]) => {
    const { heard, socket } = talk(delivery('Connection: close', ...headers));
    await once(socket, 'end');
    socket.destroy();
    return heard().slice(9, 12);
  };
  const invalid = () => statusOf('Content-Length: 0');

  test('is given back when its sender hangs up, when it is refused and when it takes too long', async () => {
    const half = Array.from({ length: 32 }, () => talk(delivery('Content-Length: 5')));
    await expect.poll(invalid).toBe('429');
    half.forEach(({ socket }) => socket.destroy());
    await expect.poll(invalid).toBe('400');
    for (let n = 0; n < 40; n++) expect(await invalid()).toBe('400');
    const slow = Array.from({ length: 32 }, () => talk(delivery('Content-Length: 5')));
    await Promise.all(slow.map(({ ended }) => ended));
    expect(slow.map(({ heard }) => heard().slice(9, 12))).toEqual(slow.map(() => '408'));
    expect(await invalid()).toBe('400');
    slow.forEach(({ socket }) => socket.destroy());
  });
});
