import type { Page } from '@playwright/test';
import { stack } from './stack.ts';

/** Ends every block of the citizen whose facade token this is: what a journey that stopped half-way has left behind. */
export async function withdrawAll(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${stack().fhir}/Consent?status=active`, { headers });
  if (!response.ok) throw new Error(`Consent: ${response.status} ${await response.text()}`);
  const { entry = [] } = (await response.json()) as fhir4.Bundle;
  for (const { fullUrl = '' } of entry) {
    const ended = await fetch(fullUrl, { method: 'DELETE', headers });
    if (!ended.ok) throw new Error(`${fullUrl}: ${ended.status}`);
  }
}

/** The facade's token of a citizen who is logged in on this page, as it would itself get one. */
export async function facadeTokenOf(page: Page): Promise<string> {
  const kept = await page.evaluate<string>(
    'sessionStorage.getItem(new URL(location).searchParams.get("state"))',
  );
  const { tokenResponse } = JSON.parse(kept) as { tokenResponse: { access_token: string } };
  const response = await fetch(`${stack().app}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: tokenResponse.access_token,
      iss: stack().citizensFhir,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
