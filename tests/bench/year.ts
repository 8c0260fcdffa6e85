/** A year of home measurements of one person, eleven a day (4,015 in all), as a source would deliver them. Seeded. */
export function* yearOfObservations(personNumber: string, until: number): Generator<fhir4.Observation> {
  let seed = 20261122;
  const noise = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31 - 0.5;
  for (let day = 364; day >= 0; day--) {
    for (const { code, unit, ucum, mean, spread, decimals, hours } of signs) {
      for (const hour of hours) {
        const time = until - day * 86_400_000 - hour * 3_600_000;
        const value = Number((mean + noise() * spread).toFixed(decimals));
        yield observation(personNumber, `${code}-${day}-${hour}`, code, time, {
          valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: ucum },
        });
      }
    }
    for (const hour of [3, 14]) {
      const component = (code: string, value: number) => ({
        code: { coding: [{ system: 'http://loinc.org', code }] },
        valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
      });
      yield observation(
        personNumber,
        `bp-${day}-${hour}`,
        '85354-9',
        until - day * 86_400_000 - hour * 3_600_000,
        {
          component: [
            component('8480-6', Math.round(134 + noise() * 30)),
            component('8462-4', Math.round(80 + noise() * 16)),
          ],
        },
      );
    }
  }
}

const signs = [
  { code: '8867-4', unit: '/min', ucum: '/min', mean: 72, spread: 24, decimals: 0, hours: [3, 14] },
  { code: '2708-6', unit: '%', ucum: '%', mean: 95, spread: 5, decimals: 0, hours: [3, 14] },
  { code: '9279-1', unit: '/min', ucum: '/min', mean: 16, spread: 6, decimals: 0, hours: [3] },
  { code: '8310-5', unit: 'Cel', ucum: 'Cel', mean: 36.9, spread: 1, decimals: 1, hours: [3] },
  { code: '29463-7', unit: 'kg', ucum: 'kg', mean: 82, spread: 1.5, decimals: 1, hours: [3] },
  { code: '15074-8', unit: 'mmol/L', ucum: 'mmol/L', mean: 7, spread: 6, decimals: 1, hours: [4, 15] },
];

function observation(
  personNumber: string,
  identifier: string,
  code: string,
  time: number,
  value: Partial<fhir4.Observation>,
): fhir4.Observation {
  return {
    resourceType: 'Observation',
    identifier: [{ system: 'https://bench.example/measurement', value: identifier }],
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: personNumber } },
    effectiveDateTime: new Date(time).toISOString(),
    performer: [{ display: 'Egenmåling' }],
    ...value,
  };
}
