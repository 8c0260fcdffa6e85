import { isUtf8 } from 'node:buffer';
import { FhirError } from '../../errors.ts';
import { parseJson } from '../../fhir/json-text.ts';
import { failureOfStatus, malformed } from '../remote/failures.ts';

/** Bytes of one answer: a page of 500 Observations has about half a megabyte. */
const mostBytes = 32 * 1024 * 1024;

/** What a server that takes no POST to _search answers. */
const noSearchByPost = new Set([404, 405, 501]);

/**
 * The body of a success that is JSON, or that is empty; anything else fails as what it is. Bodies of failures are not
 * looked at: they may quote what was asked.
 */
export async function requireAnswer(
  response: Response,
  isSearchByPost: boolean,
): Promise<AsyncIterable<Uint8Array>> {
  const { status, headers, body } = response;
  const type = headers.get('content-type');
  if (response.ok && (type === null || /^application\/(fhir\+)?json\b/i.test(type))) return body ?? noBody();
  await body?.cancel();
  if (isSearchByPost && noSearchByPost.has(status)) {
    throw malformed(`has the status ${status}: it may take no searches by POST (FHIR_SERVER_SEARCH)`);
  }
  if (response.ok) throw malformed('is not JSON');
  // Not implemented is an answer, and will be the same next time.
  const failure = status === 501 ? undefined : failureOfStatus(status, headers.get('retry-after'));
  throw failure ?? malformed(`has the status ${status}`);
}

/** The whole body as text. */
export async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw malformed('is too long');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw malformed('is not UTF-8');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** A JSON object that can be understood in one way only; no text is an empty one, as after `return=minimal`. */
export function parseAnswer(text: string): Record<string, unknown> {
  if (text === '') return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('is not a resource');
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    throw malformed(
      error.reason === 'json-invalid' ? 'is not JSON' : 'can be understood in two ways, or is too deep',
    );
  }
}

async function* noBody(): AsyncGenerator<Uint8Array> {}
