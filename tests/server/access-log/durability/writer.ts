import { deriveLogKeys } from '../../../../server/access-log/log-keys.ts';
import { createLogPool } from '../../../../server/access-log/log-pool.ts';
import { createAccessLog } from '../../../../server/access-log/postgres-access-log.ts';

/**
 * A program to be killed: writes records about the persons on and on, from 16 requests at once, and prints each request that is
 * acknowledged.
 * @param argv database URL, name of the process, national numbers
 */
const [url = '', name = '', ...numbers] = process.argv.slice(2);
const writers = createLogPool(url);
const log = createAccessLog({ readers: writers, writers, keys: deriveLogKeys(Buffer.alloc(32, 11)) });
let requests = 0;

async function writeOnAndOn(): Promise<void> {
  while (true) {
    const request = `${name}-${++requests}`;
    const value = numbers[requests % numbers.length] ?? '';
    const written = log.write({
      person: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value },
      occurred: Date.now(),
      actor: {
        kind: 'source',
        organization: { orgnr: '958935420', name: 'Oslo kommune' },
        clientId: 'oslo-1',
      },
      action: 'deliver',
      basis: 'TREAT',
      request,
    });
    await written.then(
      () => process.stdout.write(`${request}\n`),
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    );
  }
}

await Promise.all(Array.from({ length: 16 }, writeOnAndOn));
