import { describe, expect, test } from 'vitest';
import { parseDelivery } from '../../../server/delivery/bundle.ts';
import { contentDigest } from '../../../server/delivery/digest.ts';
import { checkPerformer } from '../../../server/delivery/performer.ts';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import { checkObservationStructure } from '../../../server/delivery/structure.ts';
import { parseSubject } from '../../../server/delivery/subject.ts';
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
      'id, meta and narrative',
      {
        ...good,
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
    ['subject', { subject: { identifier: newPerson() } }],
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
