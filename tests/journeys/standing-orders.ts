import type { Page } from '@playwright/test';
import { launch } from './launching.ts';
import { stack } from './stack.ts';

/** Opens the app and gives the facade's token that the page reads with. */
export async function tokenOf(page: Page, patient: string): Promise<string> {
  const reading = page.waitForRequest((request) => request.url().startsWith(`${stack().fhir}/Observation`));
  await launch(page, { patient });
  return (await reading).headers()['authorization'] ?? '';
}

/** Makes an order, or its next version. */
export function sendOrder(token: string, order: fhir4.ServiceRequest): Promise<fhir4.ServiceRequest> {
  const { id, meta } = order;
  return ask<fhir4.ServiceRequest>(token, `ServiceRequest${id ? `/${id}` : ''}`, {
    method: id ? 'PUT' : 'POST',
    headers: meta?.versionId ? { 'if-match': `W/"${meta.versionId}"` } : {},
    body: JSON.stringify(order),
  });
}

/**
 * Ends what holds for the patient in error, so that a later try begins as the first did.
 * @param code of the vital sign, where another file has orders of the same patient
 */
export async function withdrawOrders(page: Page, patient: string, code?: string): Promise<void> {
  const token = await tokenOf(page, patient);
  const { entry = [] } = await ask<fhir4.Bundle<fhir4.ServiceRequest>>(
    token,
    `ServiceRequest?patient=${patient}&status=active${code ? `&code=${code}` : ''}`,
  );
  for (const { resource } of entry)
    if (resource) await sendOrder(token, { ...resource, status: 'entered-in-error' });
}

async function ask<Answer>(token: string, path: string, request: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${stack().fhir}/${path}`, {
    ...request,
    headers: { ...request.headers, authorization: token, 'content-type': 'application/fhir+json' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as Answer;
}
