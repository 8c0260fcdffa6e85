import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * What somebody could write in an afternoon instead of the facade: node:http that hands out the stored text of one
 * person from the same PostgreSQL. No token, no patient check, no parameters but a code and a first instant.
 */
const pool = new pg.Pool({ connectionString: process.argv[2] });

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  void pool
    .query<{ served: string }>(
      `select served from measurement
        where person = (select person from person_identity where value = $1)
          and ($2::text is null or code = $2) and effective_from >= $3
        order by effective_from desc, number desc`,
      [url.searchParams.get('person'), url.searchParams.get('code'), url.searchParams.get('from')],
    )
    .then(({ rows }) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
      const entries = rows.map(({ served }) => `{"resource":{"resourceType":"Observation",${served}}`);
      response.end(`{"resourceType":"Bundle","type":"searchset","entry":[${entries.join(',')}]}`);
    });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ url: `http://localhost:${(server.address() as AddressInfo).port}` })}\n`,
  );
});
