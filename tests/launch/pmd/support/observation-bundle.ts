import { fodselsnummer, patient } from './pmd-sandbox.ts';

export function pulse(
  effectiveDateTime: string,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { identifier: { system: fodselsnummer, value: patient } },
    effectiveDateTime,
    valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...changes,
  };
}

export const about = (value: string) => ({ subject: { identifier: { system: fodselsnummer, value } } });

export function batch(resources: object[], method = 'POST'): object {
  const entry = resources.map((resource) => ({
    fullUrl: `urn:uuid:${crypto.randomUUID()}`,
    resource,
    request: {
      method,
      url: method === 'PUT' ? `Observation/${(resource as { id: string }).id}` : 'Observation',
    },
  }));
  return { resourceType: 'Bundle', type: 'batch', entry };
}

export function collection(resources: object[]): object {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

/** The Observations of a searchset; fails for any other answer. */
export async function found(response: Response): Promise<fhir4.Observation[]> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  const bundle = JSON.parse(text) as fhir4.Bundle;
  if (bundle.type !== 'searchset') throw new Error(`No searchset: ${text.slice(0, 200)}`);
  return (bundle.entry ?? []).map(({ resource }) => resource as fhir4.Observation);
}

/** Status, issue and challenge of a refusal. */
export async function refusal(response: Response) {
  const outcome = (await response.json()) as fhir4.OperationOutcome;
  const [issue] = outcome.issue;
  return {
    status: response.status,
    code: issue?.code,
    diagnostics: issue?.diagnostics,
    coding: issue?.details?.coding?.[0],
    challenge: response.headers.get('www-authenticate'),
  };
}
