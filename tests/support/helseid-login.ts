/**
 * Logs a clinician in to HelseID as the app does: silently, in a browser that has a session there.
 * @param authorization header with the clinician's facade token
 * @param cookie of HelseID
 * @returns how it ended
 */
export async function logInSilently(facade: string, authorization: string, cookie: string): Promise<string> {
  const begun = await fetch(`${facade}/helseid/login`, {
    method: 'POST',
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    body: JSON.stringify({ mode: 'silent', return_to: null }),
  });
  const { url } = (await begun.json()) as { url: string };
  const atHelseid = await fetch(url, { redirect: 'manual', headers: { cookie } });
  const callback = atHelseid.headers.get('location') ?? '';
  const ended = await fetch(callback, { redirect: 'manual' });
  return /#national=(.*)$/.exec(ended.headers.get('location') ?? '')?.[1] ?? `status ${ended.status}`;
}
