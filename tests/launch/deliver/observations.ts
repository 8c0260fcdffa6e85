/** A heart rate of the given number, delivered by Oslo kommune; `changes` are put over it. */
export function heartRate(n: number, changes: Partial<fhir4.Observation> = {}): fhir4.Observation {
  return {
    resourceType: 'Observation',
    identifier: [{ system: 'https://dho.example/measurement', value: `hr-${n}` }],
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '13717404089' } },
    effectiveDateTime: '2026-11-01T08:00:00+01:00',
    performer: [
      {
        identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '958935420' },
        display: 'Oslo kommune',
      },
    ],
    valueQuantity: {
      value: 60 + (n % 40),
      unit: 'slag/min',
      system: 'http://unitsofmeasure.org',
      code: '/min',
    },
    ...changes,
  };
}

/** A Bundle of type batch with the Observations as its entries. */
export function batchOf(observations: fhir4.Observation[]): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'batch',
    entry: observations.map((resource, index) => ({
      fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resource,
      request: { method: 'POST', url: 'Observation' },
    })),
  };
}

/** A batch of `count` heart rates. */
export function heartRates(count: number): fhir4.Bundle {
  return batchOf(Array.from({ length: count }, (_, n) => heartRate(n)));
}

/** A heart rate without the time that every measurement must have. */
export function withoutTime(n: number): fhir4.Observation {
  const observation = heartRate(n);
  delete observation.effectiveDateTime;
  return observation;
}
