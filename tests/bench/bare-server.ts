import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool } from '../../server/database/pool.ts';

/**
 * What the facade's reading is compared with: a bare node:http server that hands out stored text from the same
 * PostgreSQL, without access control, paging or anything else.
 * @param argv database URL; prints `{"url"}` when ready
 */
const pool = createPool(process.argv[2] ?? '');

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  void pool
    .query<{ text: string }>(
      `select text from bare
        where person = $1 and ($2::text is null or code = $2) and effective >= $3
        order by effective desc, identifier desc`,
      [url.searchParams.get('person'), url.searchParams.get('code'), url.searchParams.get('from')],
    )
    .then(({ rows }) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
      const entries = rows.map(({ text }) => `{"resource":${text}}`);
      response.end(`{"resourceType":"Bundle","type":"searchset","entry":[${entries.join(',')}]}`);
    });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ url: `http://localhost:${(server.address() as AddressInfo).port}` })}\n`,
  );
});
