import type { Found } from './ledger.ts';

/** Everything that the facade has about the person of a clinician's token, page by page. */
export async function readBack(fhirBase: string, token: string): Promise<Found[]> {
  const found: Found[] = [];
  let next: string | undefined = `${fhirBase}/Observation?_count=1000`;
  while (next) {
    const response = await fetch(next, { headers: { Authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`Reading back was answered ${response.status}`);
    const page = (await response.json()) as fhir4.Bundle;
    for (const { resource } of page.entry ?? []) {
      const { identifier, valueQuantity } = resource as fhir4.Observation;
      found.push({
        identifier: identifier?.[0]?.value ?? '',
        value: valueQuantity?.value ?? Number.NaN,
      });
    }
    next = page.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return found;
}
