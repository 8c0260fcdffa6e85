import { expect, test } from 'vitest';
import { FhirError } from '../../../server/errors.ts';
import { toStoreFailure } from '../../../server/store/embedded/failure.ts';

const failing = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

test.each([
  ['the server is not there', failing('connect ECONNREFUSED', 'ECONNREFUSED'), 503],
  ['its name is unknown', failing('getaddrinfo EAI_AGAIN db', 'EAI_AGAIN'), 503],
  ['it hangs up', failing('Connection terminated unexpectedly'), 503],
  ['the driver has given the connection up', failing('Client was closed and is not queryable'), 503],
  ['its database is gone', failing('database "x" does not exist', '3D000'), 503],
  ['its tables are not there yet', failing('relation "measurement" does not exist', '42P01'), 503],
  ['it does not let us in', failing('password authentication failed', '28P01'), 503],
  ['it is shutting down', failing('terminating connection', '57P01'), 503],
  ['the disk is full', failing('could not extend file', '53100'), 503],
  ['it is read-only', failing('cannot execute INSERT in a read-only transaction', '25006'), 503],
  ['a deadlock', failing('deadlock detected', '40P01'), 503],
  ['a statement took too long', failing('canceling statement due to statement timeout', '57014'), 504],
  ['no connection came free', failing('timeout exceeded when trying to connect'), 504],
  ['a query of ours is wrong', failing('syntax error at or near "selec"', '42601'), 500],
  ['a value does not fit', failing('value out of range', '22003'), 500],
  ['a key is broken', failing('duplicate key value', '23505'), 500],
  ['a mistake in our code', new TypeError('x is not a function'), 500],
  ['something that is no error', 'text', 500],
])('%s', (_, cause, status) => {
  const failure = toStoreFailure(cause);
  expect(failure).toMatchObject({ status, cause });
  expect(failure.retryAfter === undefined).toBe(status === 500);
  expect(failure.message).not.toContain('selec');
});

test('a refusal stays what it is', () => {
  const refusal = new FhirError(422, 'value', 'Observation.status is wrong');
  expect(toStoreFailure(refusal)).toBe(refusal);
});
