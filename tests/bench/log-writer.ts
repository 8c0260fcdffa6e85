import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deriveLogKeys } from '../../server/access-log/log-keys.ts';
import { createLogPool } from '../../server/access-log/log-pool.ts';
import { createAccessLog } from '../../server/access-log/postgres-access-log.ts';
import { createPool } from '../../server/database/pool.ts';
import { nextRecord } from './log.ts';

/**
 * A facade's log without the facade: between GET /start and GET /stop it writes so many records a second, each about another
 * of 1,000 persons, when they are due and not when the one before is done. /stop answers with how many it wrote.
 * @param argv database URL, records a second; prints `{"url"}` when ready
 */
const [databaseUrl = '', perSecond = '2000'] = process.argv.slice(2);
const log = createAccessLog({
  readers: createPool(databaseUrl),
  writers: createLogPool(databaseUrl),
  keys: deriveLogKeys(new Uint8Array(32)),
});
const tick = 5;
let began: number | undefined;
let sent = 0;
let written = 0;

setInterval(() => {
  if (began === undefined) return;
  const due = ((performance.now() - began) * Number(perSecond)) / 1000;
  for (; sent < due; sent++) void log.write(nextRecord(1000)).then(() => written++);
}, tick);

const server = createServer((request, response) => {
  if (request.url === '/start') {
    [began, sent, written] = [performance.now(), 0, 0];
  } else began = undefined;
  response.end(JSON.stringify({ written }));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
