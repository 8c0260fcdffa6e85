import { EhrError, failureOf, patience } from './ehr-error.ts';

const longestAnswer = 1_000_000;

/**
 * Asks an EHR's OAuth endpoint for a JSON object. Redirects are not followed (they could carry a token elsewhere),
 * the answer is bounded in time and size.
 * @param what names the request in the error, e.g. "Introspection"
 * @throws {EhrError}
 */
export async function requestJson(
  what: string,
  url: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  const headers = { accept: 'application/json', ...init.headers };
  const signal = AbortSignal.timeout(patience);
  let text: string;
  try {
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new EhrError(failureOf(response.status), `${what}: status ${response.status}`);
    }
    text = await readText(what, response);
  } catch (error) {
    if (error instanceof EhrError) throw error;
    throw new EhrError(
      'unavailable',
      `${what}: ${signal.aborted ? 'no answer in time' : 'no connection'}`,
      error,
    );
  }
  return parseObject(what, text);
}

async function readText(what: string, response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer)
      throw new EhrError('malformed', `${what}: the answer is longer than 1 MB`);
  }
  return text + decoder.decode();
}

function parseObject(what: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EhrError('unavailable', `${what}: the answer is not JSON`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new EhrError('malformed', `${what}: the answer is not a JSON object`);
}
