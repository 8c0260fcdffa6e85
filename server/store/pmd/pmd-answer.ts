import { FhirError } from '../../errors.ts';
import { failureOfStatus, malformed } from '../remote/failures.ts';
import { accessRefusal, blocked } from './access-signal.ts';

const mostErrorBytes = 64 * 1024;

/**
 * The body of an answer that is FHIR with status 200; everything else fails as what it is: access refused, too many
 * requests, out of order, or not what was asked for. Bodies never reach a message or the log.
 */
export async function requireAnswer(response: Response): Promise<AsyncIterable<Uint8Array>> {
  const { status, body } = response;
  const isJson = /^application\/(fhir\+)?json\b/i.test(response.headers.get('content-type') ?? '');
  if (status === 200 && isJson && body) return body;
  if (status === 403) throw accessRefusal(await outcomeOf(response, isJson)) ?? blocked();
  await response.body?.cancel();
  if (status === 401) throw loginRefused();
  throw (
    failureOfStatus(status, response.headers.get('retry-after')) ??
    malformed(status === 200 ? 'is not JSON' : `has the status ${status}`)
  );
}

async function outcomeOf(response: Response, isJson: boolean): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostErrorBytes) return undefined;
    chunks.push(chunk);
  }
  if (!isJson) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The login was good when the token was given; the national store thinks otherwise: it is made anew. */
export function loginRefused(): FhirError {
  return new FhirError(
    403,
    'login',
    'The national store does not accept the login: log in to national data again',
    {
      reason: 'national-login-required',
    },
  );
}
