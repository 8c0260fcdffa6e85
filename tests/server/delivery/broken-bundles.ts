import fc from 'fast-check';
import {
  batch,
  bloodPressure,
  coding,
  collection,
  heartRate,
  loinc,
  newPerson,
  observation,
  orgnrSystem,
  oslo,
  quantity,
  snomed,
  weight,
} from '../../support/observation-builders.ts';
import { damage, mutate, mutation, textDamage, toText } from './mutations.ts';

const people = Array.from({ length: 6 }, newPerson);
const time = '2026-03-01T08:00:00+01:00';
const common = {
  subject: undefined,
  category: [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
  performer: [
    { display: 'Hemmelig Navn' },
    { type: 'Organization', identifier: { system: orgnrSystem, value: oslo.orgnr } },
  ],
  device: { display: 'KL-9000', identifier: { system: 'http://komlink.nhn.no/devices/serial', value: '7' } },
  note: [{ text: 'hemmelig notat' }],
  extension: [{ url: 'https://source.example/x', valueQuantity: quantity(1, '/min') }],
};
const anybody = people[0] ?? newPerson();
const templates = [
  heartRate(anybody, time, 70),
  weight(anybody, time, 49000, 'g'),
  bloodPressure(anybody, time, 120, 80, {
    bodySite: coding(snomed, '368209003'),
    dataAbsentReason: undefined,
  }),
  observation(anybody, {
    code: coding(loinc, '2708-6'),
    effectiveDateTime: undefined,
    effectiveInstant: '2026-03-01T08:00:00.250Z',
    issued: '2026-03-01T08:00:01Z',
    valueQuantity: { ...quantity(93, '%'), comparator: '<' },
    referenceRange: [
      { low: { value: 85.0000000001 }, type: coding('http://hl7.org/fhir/ValueSet/x', 'N') },
      { high: { value: 85 }, type: coding('http://hl7.org/fhir/ValueSet/x', 'LL') },
    ],
    interpretation: [coding('https://source.example', 'fine')],
  }),
  observation(anybody, {
    code: coding(snomed, '763264000'),
    effectiveDateTime: '',
    valueQuantity: { value: 5 },
    status: 'registered',
  }),
  observation(anybody, {
    code: coding(snomed, '1104441000000107'),
    effectivePeriod: { start: '2026-03-01', end: '2026-03-02' },
    effectiveDateTime: undefined,
    valueCodeableConcept: { text: 'Våken' },
  }),
].map((each) => JSON.stringify({ ...each, ...common, subject: undefined }));

const entry = fc.record({
  template: fc.nat(templates.length - 1),
  person: fc.nat(people.length - 1),
  number: fc.nat(4000),
  mutations: fc.array(mutation, { maxLength: 3 }),
});
/** A Bundle of one to four entries, most of them broken in up to three places. */
export const delivery = fc.record({
  type: fc.constantFrom(batch, collection),
  entries: fc.array(entry, { minLength: 1, maxLength: 4 }),
  whole: fc.oneof({ arbitrary: fc.constant([]), weight: 4 }, fc.array(mutation, { maxLength: 2 })),
  damage: fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, textDamage),
});
export type Delivery = typeof delivery extends fc.Arbitrary<infer T> ? T : never;

/** What no answer may repeat. */
export const secrets = [...people.map(({ value }) => value), 'Hemmelig Navn', 'hemmelig notat', 'hemmelig-'];

export function bodyOf({ type, entries, whole, damage: broken }: Delivery): Uint8Array {
  const resources = entries.map(({ template, person, number, mutations }) => {
    const resource = JSON.parse(templates[template] ?? '{}') as Record<string, unknown>;
    resource['subject'] = { identifier: { ...people[person] } };
    resource['identifier'] = [{ system: 'https://source.example/m', value: `hemmelig-${number}` }];
    for (const each of mutations) mutate(resource, each);
    return resource;
  });
  const bundle = type(...resources);
  for (const each of whole) mutate(bundle, each);
  const text = toText(bundle);
  return broken ? damage(text, broken) : Buffer.from(text);
}
