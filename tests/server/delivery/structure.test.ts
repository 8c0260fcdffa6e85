import { describe, expect, test } from 'vitest';
import { canonicalValueUrl, limitOriginUrl } from '../../../server/clinical/canonical.ts';
import { parseDelivery } from '../../../server/delivery/bundle.ts';
import { contentDigest } from '../../../server/delivery/digest.ts';
import { checkPerformer } from '../../../server/delivery/performer.ts';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import { checkObservationStructure } from '../../../server/delivery/structure.ts';
import { parseSubject } from '../../../server/delivery/subject.ts';
import { FhirError } from '../../../server/errors.ts';
import {
  batch,
  coding,
  collection,
  fjordvik,
  heartRate,
  loinc,
  newPerson,
  orgnrSystem,
  oslo,
} from '../../support/observation-builders.ts';

const person = newPerson();
const time = '2026-03-01T08:00:00+01:00';
const good = heartRate(person, time, 70);

describe('structure', () => {
  test.each([
    ['status', { status: undefined }],
    ['status', { status: 'done' }],
    ['status', { status: 1 }],
    ['code', { code: undefined }],
    ['code', { code: 'x' }],
    ['code.coding', { code: { coding: [] } }],
    ['code.coding', { code: { coding: {} } }],
    ['code.coding[0].code', { code: { coding: [{ code: '' }] } }],
    ['code.coding[1]', { code: { coding: [{ code: 'a' }, null] } }],
    ['code.coding[0].code', { code: { coding: [{ code: 'a\u0000' }] } }],
    ['code.text', { code: { text: '\udc00' } }],
    ['subject', { subject: undefined }],
    ['subject', { subject: [] }],
    ['subject.identifier.value', { subject: { identifier: { value: 12835830061 } } }],
    ['identifier', { identifier: {} }],
    ['identifier[0].value', { identifier: [{ value: 1 }] }],
    ['identifier[0].value', { identifier: [{ value: 'a\u0000b' }] }],
    ['category[0]', { category: ['vital-signs'] }],
    ['performer[0].display', { performer: [{ display: {} }] }],
    ['valueQuantity', { valueQuantity: 70 }],
    ['valueQuantity.value', { valueQuantity: { value: '70' } }],
    ['valueQuantity.comparator', { valueQuantity: { value: 1, comparator: '~' } }],
    ['valueInteger', { valueQuantity: undefined, valueInteger: '7' }],
    ['value', { valueString: 'also' }],
    ['component[0].code', { component: [{}] }],
    ['component[0].value', { component: [{ code: coding(loinc, 'x'), valueInteger: 1, valueString: 'x' }] }],
    [
      'component[0].modifierExtension',
      { component: [{ code: coding(loinc, 'x'), modifierExtension: [{ url: 'x' }] }] },
    ],
    ['referenceRange[0].low.value', { referenceRange: [{ low: { value: '1' } }] }],
    ['interpretation', { interpretation: coding('x', 'N') }],
    ['interpretation', { interpretation: null }],
    ['extension', { extension: {} }],
    ['extension[0].url', { extension: [{ valueCode: 'x' }] }],
    ['modifierExtension', { modifierExtension: [{ url: 'http://example/not', valueBoolean: true }] }],
    ['implicitRules', { implicitRules: 'http://example/rules' }],
    ['meta', { meta: 'x' }],
    ['meta.profile[0]', { meta: { profile: ['a b'] } }],
    ['meta.security', { meta: { security: 'x' } }],
    ['id', { id: 'own_id' }],
    ['id', { id: 'x'.repeat(65) }],
    ['language', { language: 'nb ' }],
    ['text.div', { text: { status: 'generated' } }],
    ['text.status', { text: { status: 'x', div: '<div/>' } }],
    ['contained[0].resourceType', { contained: [{ id: 'x' }] }],
    ['contained[0].id', { contained: [{ resourceType: 'Patient', id: '#x' }] }],
    ['identifier[0].use', { identifier: [{ use: 'mine' }] }],
    ['identifier[0].type', { identifier: [{ type: 'x' }] }],
    ['identifier[0].system', { identifier: [{ system: 'a b' }] }],
    ['identifier[0].period.start', { identifier: [{ period: { start: '2026-02-30' } }] }],
    ['identifier[0].assigner.display', { identifier: [{ assigner: { display: 1 } }] }],
    [
      'identifier[0].assigner.identifier.value',
      { identifier: [{ assigner: { identifier: { value: true } } }] },
    ],
    ['basedOn', { basedOn: { reference: 'x' } }],
    ['partOf[0]', { partOf: ['x'] }],
    ['focus[0].reference', { focus: [{ reference: 1 }] }],
    ['encounter', { encounter: [{}] }],
    ['issued', { issued: '2026-03-01' }],
    ['issued', { issued: '2026-03-01T08:00:00' }],
    ['performer[0].type', { performer: [{ type: 'a b' }] }],
    ['note[0].text', { note: [{ authorString: 'x' }] }],
    ['note[0].time', { note: [{ text: 'x', time: 'now' }] }],
    ['bodySite', { bodySite: [coding('x', 'y')] }],
    ['method.coding[0].userSelected', { method: { coding: [{ userSelected: 'yes' }] } }],
    ['specimen', { specimen: 'x' }],
    ['device.display', { device: { display: '' } }],
    ['hasMember[0]', { hasMember: [null] }],
    ['derivedFrom[0].identifier', { derivedFrom: [{ identifier: [] }] }],
    ['dataAbsentReason', { valueQuantity: undefined, dataAbsentReason: 'x' }],
    ['code.coding[0].code', { code: { coding: [{ code: 'a  b' }] } }],
    ['referenceRange[0].appliesTo', { referenceRange: [{ appliesTo: coding('x', 'y') }] }],
    ['referenceRange[0].age.low.value', { referenceRange: [{ age: { low: { value: '1' } } }] }],
    ['referenceRange[0].low.comparator', { referenceRange: [{ low: { value: 1, comparator: '<' } }] }],
    ['referenceRange[0].modifierExtension', { referenceRange: [{ modifierExtension: [{ url: 'x' }] }] }],
    ...(
      [
        ['valueBoolean', 'true'],
        ['valueInteger', 1.5],
        ['valueInteger', 2 ** 31],
        ['valueString', ['x']],
        ['valueTime', '24:00:00'],
        ['valueTime', '08:00'],
        ['valueDateTime', '01.03.2026'],
        ['valuePeriod.end', { end: 'x' }],
        ['valueRange.low', { low: 1 }],
        ['valueRatio.denominator.value', { denominator: { value: '1' } }],
        ['valueSampledData.origin', { period: 1, dimensions: 1 }],
        ['valueSampledData.dimensions', { origin: { value: 0 }, period: 1, dimensions: 0 }],
        ['valueCodeableConcept.coding[0]', { coding: ['x'] }],
      ] as const
    ).map(([path, value]): [string, object] => [
      path,
      { valueQuantity: undefined, [path.split('.')[0] ?? '']: value },
    ]),
    ['extension[0].valueDate', { extension: [{ url: 'x', valueDate: '2026-03-01T08:00:00Z' }] }],
    ['extension[0].extension[0].url', { extension: [{ url: 'x', extension: [{}] }] }],
    ['valueQuantity.extension', { valueQuantity: { value: 1, extension: {} } }],
  ])('%s in %j is named', (path, changes) => {
    const sent = { ...good, ...changes };
    expect(() => checkObservationStructure(JSON.parse(JSON.stringify(sent)))).toThrow(
      expect.objectContaining({
        status: 422,
        reason: 'structure-invalid',
        expression: [`Observation.${path}`],
      }),
    );
  });

  test.each([
    [{ bodyStructure: { reference: 'x' } }],
    [{ triggeredBy: [1] }],
    [{ note: [{ text: 'x' }] }],
    [{ valueQuantity: { value: 1e-7 } }],
    [{ meta: { source: 'Velferd teknologi AS' } }],
    [{ issued: '2026-03-01T08:00:00.123+01:00' }],
    [{ valueQuantity: undefined, valueAttachment: { title: 'x' } }],
    [{ extension: [{ url: 'x', valueUnheardOf: 1, valueTiming: { event: ['x'] } }] }],
    [{ _status: { extension: [{ url: 'x' }] } }],
  ])('R5 and unknown members pass: %j', (changes) => {
    expect(() => checkObservationStructure({ ...good, ...changes })).not.toThrow();
  });

  test.each([
    ['identifier', { identifier: [{ system: 's', value: 'x'.repeat(1000) }] }],
    ['code', { code: { coding: [{ system: 's', code: 'x'.repeat(500) }] } }],
    ['code', { code: { text: 'å'.repeat(250) } }],
    [
      'category',
      { category: Array.from({ length: 30 }, (_, n) => coding('http://example.no/category', `c${n}`)) },
    ],
  ])('%s that no index can hold is refused by itself', (element, changes) => {
    const resource = { ...good, ...changes };
    expect(() =>
      prepareDelivery({ resource, text: JSON.stringify(resource), start: 0 }, oslo, Date.now(), 'accept'),
    ).toThrow(
      expect.objectContaining({
        status: 422,
        reason: 'element-too-long',
        expression: [`Observation.${element}`],
      }),
    );
  });
});

describe('rules between elements', () => {
  test.each([
    [
      'obs-6',
      'invariant',
      'dataAbsentReason',
      { dataAbsentReason: coding('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'error') },
    ],
    ['obs-7', 'invariant', 'value', { component: [{ code: good.code, valueInteger: 1 }] }],
    ['ext-1', 'invariant', 'extension[0]', { extension: [{ url: 'x', valueCode: 'y', valueString: 'z' }] }],
    [
      'ext-1',
      'invariant',
      'extension[0]',
      { extension: [{ url: 'x', valueCode: 'y', extension: [{ url: 'x' }] }] },
    ],
    [
      'extension-reserved',
      'value',
      'interpretation[0].extension[0].url',
      {
        interpretation: [{ ...coding('x', 'N'), extension: [{ url: limitOriginUrl, valueCode: 'default' }] }],
      },
    ],
    [
      'extension-reserved',
      'value',
      'extension[0].url',
      { extension: [{ url: canonicalValueUrl, valueQuantity: { value: 1 } }] },
    ],
    ['too-many', 'too-costly', 'referenceRange', { referenceRange: Array(101).fill({ low: { value: 1 } }) }],
  ])('%s', (reason, issueCode, path, changes) => {
    expect(() => checkObservationStructure({ ...good, ...changes })).toThrow(
      expect.objectContaining({ status: 422, reason, issueCode, expression: [`Observation.${path}`] }),
    );
  });

  test.each([
    ['a reason for no value, without one', { valueQuantity: undefined, dataAbsentReason: { text: 'x' } }],
    [
      'a component of the same code, without a value beside it',
      { valueQuantity: undefined, component: [{ code: good.code, valueInteger: 1 }] },
    ],
    ['a component of another code', { component: [{ code: coding(loinc, 'x'), valueInteger: 1 }] }],
    [
      'a component of the same code in another system',
      { component: [{ code: coding('x', '8867-4'), valueInteger: 1 }] },
    ],
  ])('%s passes', (_, changes) => {
    const sent = JSON.parse(JSON.stringify({ ...good, ...changes })) as unknown;
    expect(() => checkObservationStructure(sent)).not.toThrow();
  });
});

describe('what would take time is read in none', () => {
  test.each([
    ['a unit of braces', { valueQuantity: { value: 1, code: '{'.repeat(1_000_000) } }],
    ['a code of words', { code: { coding: [{ code: `x${' x'.repeat(500_000)}` }] } }],
    ['a long time', { valueQuantity: undefined, valueTime: `08:00:00.${'1'.repeat(1_000_000)}x` }],
    [
      'a comparator against many ranges',
      {
        valueQuantity: { value: 70, comparator: '<', code: '/min' },
        referenceRange: Array(100).fill({ low: { value: 1 }, high: { value: 2 } }),
      },
    ],
    ['many codings', { code: { coding: Array(100_000).fill({ system: loinc, code: 'x' }) } }],
  ])('%s', (_, changes) => {
    const resource = JSON.parse(JSON.stringify({ ...good, ...changes })) as unknown;
    const text = JSON.stringify(resource);
    const began = performance.now();
    try {
      prepareDelivery({ resource, text, start: 0 }, oslo, Date.now(), 'accept');
    } catch (error) {
      expect(error).toBeInstanceOf(FhirError);
    }
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe('subject', () => {
  const system = 'urn:oid:2.16.578.1.12.4.1.4.1';
  test.each([
    ['a reference only', { reference: 'Patient/1' }, 'subject-missing'],
    ['nothing', {}, 'subject-missing'],
    ['no system', { identifier: { value: person.value } }, 'subject-missing'],
    ['no value', { identifier: { system } }, 'subject-missing'],
    ['another system', { identifier: { system: 'urn:oid:1.2', value: person.value } }, 'subject-invalid'],
    ['a wrong check digit', { identifier: { system, value: '12835830062' } }, 'subject-invalid'],
    ['space', { identifier: { system, value: `${person.value} ` } }, 'subject-invalid'],
    ['ten digits', { identifier: { system, value: person.value.slice(1) } }, 'subject-invalid'],
    [
      'a D-number system',
      { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.2', value: person.value } },
      'subject-invalid',
    ],
  ])('%s is refused without repeating it', (_, subject, reason) => {
    expect(() => parseSubject(subject, 'accept')).toThrow(
      expect.objectContaining({ status: 422, reason, message: expect.not.stringMatching(/\d{5}/) }),
    );
  });

  test('a valid one is the person, and nothing more', () => {
    expect(parseSubject({ identifier: { system, value: '12835830061' }, display: 'x' }, 'accept')).toEqual({
      system,
      value: '12835830061',
    });
  });
});

describe('performer', () => {
  const organization = (value: string) => ({
    type: 'Organization',
    identifier: { system: orgnrSystem, value },
  });
  test.each([
    ['nobody', undefined],
    ['itself', [organization(oslo.orgnr)]],
    ['itself among others', [organization(fjordvik.orgnr), organization(oslo.orgnr)]],
    [
      'a performer without system, as in published examples',
      [{ identifier: { value: 'NHN testdatagenerator' } }],
    ],
  ])('a source may name %s', (_, performer) => {
    expect(() => checkPerformer({ ...good, ...(performer && { performer }) }, oslo)).not.toThrow();
  });

  test.each([
    ['another', [organization(fjordvik.orgnr)]],
    ['an organisation without number', [{ identifier: { system: orgnrSystem } }]],
  ])('%s organisation alone is 403', (_, performer) => {
    expect(() => checkPerformer({ ...good, performer }, oslo)).toThrow(
      expect.objectContaining({ status: 403, reason: 'other-organization' }),
    );
  });
});

describe('digest', () => {
  const digest = contentDigest(good);
  const reversed = Object.fromEntries(Object.entries(good).reverse()) as unknown as fhir4.Observation;
  test.each([
    ['the order of members', reversed],
    [
      'id, meta, narrative and whom it is about, which is kept apart',
      {
        ...good,
        subject: { identifier: newPerson() },
        id: 'x',
        meta: { versionId: '2' },
        text: { status: 'empty', div: 'x' },
      } as fhir4.Observation,
    ],
  ])('does not depend on %s', (_, same) => expect(contentDigest(same)).toBe(digest));

  test.each([
    ['value', { valueQuantity: { ...good.valueQuantity, value: 71 } }],
    ['unit', { valueQuantity: { ...good.valueQuantity, code: '%' } }],
    ['status', { status: 'corrected' as const }],
    ['unknown member', { future: 1 }],
    ['order of a list', { category: [coding('a', '1'), coding('b', '2')] }],
  ])('depends on the %s', (_, changes) => expect(contentDigest({ ...good, ...changes })).not.toBe(digest));
});

describe('Bundle', () => {
  test.each([
    ['a batch', batch(good, good), [undefined, undefined]],
    [
      'a batch with PUT',
      { ...batch(), entry: [{ resource: good, request: { method: 'PUT', url: 'Observation/1' } }] },
      [undefined],
    ],
    ['a collection', collection(good), [undefined]],
    ['no entry', { resourceType: 'Bundle', type: 'batch' }, []],
    ['a batch without request', { ...batch(), entry: [{ resource: good }] }, ['request-method']],
    [
      'a batch that deletes',
      { ...batch(), entry: [{ resource: good, request: { method: 'DELETE', url: 'x' } }] },
      ['request-method'],
    ],
    [
      'odd entries',
      { ...collection(), entry: [null, 1, 'x', '', [], {}, { resource: 'x' }, { resource: good }] },
      [...Array<string>(7).fill('resource-missing'), undefined],
    ],
  ])('%s', (_, bundle, refusals) => {
    for (const indent of [0, 2]) {
      const entries = parseDelivery(JSON.stringify(bundle, null, indent));
      expect(entries.map(({ refusal }) => refusal?.reason)).toEqual(refusals);
      for (const { sent, refusal } of entries) {
        if (!refusal) expect(sent.text.slice(sent.start)).toMatch(/^\{"resourceType":"Observation"/);
      }
    }
  });

  test.each([
    ['a message', { resourceType: 'Bundle', type: 'message' }, 'bundle-type'],
    ['a transaction, which is all or nothing', { ...batch(good), type: 'transaction' }, 'bundle-type'],
    ['no type', { resourceType: 'Bundle' }, 'bundle-type'],
    ['an Observation', good, 'bundle-expected'],
    ['null', null, 'bundle-expected'],
    ['a list', [], 'bundle-expected'],
    ['a number', 7, 'bundle-expected'],
    ['entry that is no list', { ...batch(), entry: {} }, 'structure-invalid'],
    ['entry null', { ...batch(), entry: null }, 'structure-invalid'],
  ])('%s is refused whole', (_, body, reason) => {
    expect(() => parseDelivery(JSON.stringify(body))).toThrow(
      expect.objectContaining({ status: 400, reason }),
    );
  });

  test('more entries than could be measurements are refused whole', () => {
    const bundle = { ...batch(), entry: Array(50_001).fill(null) };
    expect(() => parseDelivery(JSON.stringify(bundle))).toThrow(
      expect.objectContaining({ status: 413, reason: 'too-many-entries', expression: ['Bundle.entry'] }),
    );
  });
});
