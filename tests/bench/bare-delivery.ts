import Hapi from '@hapi/hapi';
import { createPool } from '../../server/database/pool.ts';
import { bareRow, insertBare } from './bare-table.ts';

/**
 * What delivery is compared with: a hapi route that parses a Bundle and inserts its Observations in one statement.
 * It knows no sources, validates nothing, and answers with a count.
 * @param argv database URL; prints `{"url"}` when ready
 */
const pool = createPool(process.argv[2] ?? '', { max: 4 });
const server = Hapi.server({ port: 0, host: '127.0.0.1' });

server.route({
  method: 'POST',
  path: '/',
  options: { payload: { maxBytes: 10 * 1024 * 1024, parse: false, output: 'data' } },
  async handler(request) {
    const { entry = [] } = JSON.parse(String(request.payload)) as fhir4.Bundle;
    await insertBare(
      pool,
      entry.map(({ resource }) => bareRow(resource as fhir4.Observation)),
    );
    return { stored: entry.length };
  },
});

await server.start();
process.stdout.write(`${JSON.stringify({ url: server.info.uri })}\n`);
