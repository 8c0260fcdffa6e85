import { describe, expect, test } from 'vitest';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import {
  bloodPressure,
  coding,
  fnrSystem,
  heartRate,
  loinc,
  newPerson,
  observation,
  orgnrSystem,
  oslo,
  pressureComponent,
  quantity,
  snomed,
  weight,
} from '../../support/observation-builders.ts';

const person = newPerson();
const time = '2026-03-01T08:00:00+01:00';
const vitalSigns = {
  category: [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
};
const pulse = (changes: object = {}) => heartRate(person, time, 70, { ...vitalSigns, ...changes });
const pressure = (changes: object = {}) =>
  bloodPressure(person, time, 120, 80, { ...vitalSigns, ...changes });
const news2 = (changes: object = {}) =>
  observation(person, {
    code: coding(snomed, '1104051000000101'),
    valueQuantity: { value: 3 },
    ...changes,
  });

function doubts(resource: unknown) {
  const text = JSON.stringify(resource);
  return prepareDelivery({ resource: JSON.parse(text), text, start: 0 }, oslo, Date.now(), 'accept').warnings;
}

test.each([
  ['pulse', pulse()],
  ['a pressure', pressure()],
  ['a score', news2()],
  ['an hour that no limit is for', weight(person, time, 80, 'kg', vitalSigns)],
  ['a reason for having no value', pulse({ valueQuantity: undefined, dataAbsentReason: { text: 'x' } })],
  ['a day', pulse({ effectiveDateTime: '2026-03-01' })],
  ['what is withdrawn', pulse({ status: 'entered-in-error', valueQuantity: quantity(999, '/min') })],
])('no doubt about %s', (_, resource) => expect(doubts(resource)).toEqual([]));

describe('a warning names the element and the rule', () => {
  test.each<[string, object, string, string[]]>([
    ['impossible', pulse({ valueQuantity: quantity(999, '/min') }), 'value', ['valueQuantity']],
    ['improbable', pulse({ valueQuantity: quantity(250, '/min') }), 'value', ['valueQuantity']],
    [
      'impossible',
      bloodPressure(person, time, 80, 120, vitalSigns),
      'value',
      ['component[0].valueQuantity', 'component[1].valueQuantity'],
    ],
    ['missing-unit', pulse({ valueQuantity: { value: 70 } }), 'required', ['valueQuantity']],
    ['unknown-unit', pulse({ valueQuantity: quantity(70, '%') }), 'code-invalid', ['valueQuantity']],
    ['not-a-number', pulse({ valueQuantity: undefined, valueString: 'fast' }), 'value', ['valueString']],
    ['not-a-number', pulse({ valueQuantity: undefined, valueBoolean: true }), 'value', ['valueBoolean']],
    ['missing-value', pulse({ valueQuantity: undefined }), 'required', ['value']],
    ['missing-value', pressure({ component: [pressureComponent('8480-6', 120)] }), 'required', ['component']],
    [
      'several-values',
      pressure({
        component: [
          pressureComponent('8480-6', 120),
          pressureComponent('8480-6', 121),
          pressureComponent('8462-4', 80),
        ],
      }),
      'value',
      ['component'],
    ],
    [
      'limit-not-understood',
      pulse({ referenceRange: [{ type: coding('x', 'green'), low: { value: 1 } }] }),
      'value',
      ['referenceRange'],
    ],
    ['code-unknown', pulse({ code: coding(loinc, '1-1') }), 'code-invalid', ['code']],
    [
      'code-contradictory',
      pulse({ code: { coding: ['8867-4', '8310-5'].map((code) => ({ system: loinc, code })) } }),
      'code-invalid',
      ['code'],
    ],
    [
      'code-misprint',
      weight(person, time, 80, 'kg', { ...vitalSigns, code: coding(loinc, '29563-7') }),
      'code-invalid',
      ['code'],
    ],
    ['time-missing', pulse({ effectiveDateTime: '' }), 'required', ['effective']],
    ['time-imprecise', pulse({ effectiveDateTime: '2026-02' }), 'value', ['effective']],
    [
      'not-a-concept',
      observation(person, { code: coding(snomed, '1104441000000107'), valueString: 'Våken' }),
      'value',
      ['valueString'],
    ],
    [
      'missing-value',
      observation(person, { code: coding(snomed, '1104441000000107') }),
      'required',
      ['value'],
    ],
  ])('%s (%#)', (reason, resource, code, elements) => {
    const found = doubts(resource);
    expect(found).toEqual(
      elements.map((element) => ({
        severity: 'warning',
        code,
        reason,
        expression: `Observation.${element}`,
        text: expect.stringMatching(/^Observation\.\S+ .*\w/),
      })),
    );
    for (const { text } of found) expect(text).not.toMatch(/undefined|\b(70|250|999|fast|Våken)\b/);
  });

  test('a number that is credible in another unit', () => {
    expect(doubts(weight(person, time, 49000, 'kg', vitalSigns)).map(({ reason }) => reason)).toEqual([
      'impossible',
      'unit-suspected',
    ]);
  });
});

/** VkpObservation IG 0.5.2, code by code. */
describe('deviations from the VKP profile', () => {
  const practitioner = { type: 'Practitioner', identifier: { system: fnrSystem, value: person.value } };
  const itself = { type: 'Organization', identifier: { system: orgnrSystem, value: oslo.orgnr } };
  const patient = { ...practitioner, type: 'Patient' };

  test.each<[string, string, object, string[]]>([
    ['a practitioner by fødselsnummer', 'information', pulse({ performer: [practitioner] }), []],
    ['the patient', 'information', pulse({ performer: [patient] }), ['vkp-performer']],
    [
      'an organisation beside',
      'information',
      pulse({ performer: [practitioner, itself] }),
      ['vkp-performer'],
    ],
    [
      'a performer without system',
      'information',
      pulse({ performer: [{ identifier: { value: 'NHN testdatagenerator' } }] }),
      ['vkp-performer'],
    ],
    ['NEWS2 by a practitioner', 'information', news2({ performer: [practitioner, itself] }), []],
    ['NEWS2 by the patient', 'information', news2({ performer: [patient] }), ['vkp-performer']],
    [
      'CFS by the patient',
      'information',
      news2({ code: coding(snomed, '763264000'), performer: [patient] }),
      [],
    ],
    [
      'an instant',
      'information',
      pulse({ effectiveDateTime: undefined, effectiveInstant: time }),
      ['vkp-effective'],
    ],
    ['no category', 'information', heartRate(person, time, 70), ['vkp-category']],
    ['a finger', 'warning', pressure({ bodySite: coding(snomed, '7569003') }), []],
    ['an ankle', 'warning', pressure({ bodySite: coding(snomed, '344001') }), ['vkp-body-site']],
    ['a site in words', 'warning', pressure({ bodySite: { text: 'arm' } }), ['vkp-body-site']],
    ['auscultation', 'information', pressure({ method: coding(snomed, '37931006') }), []],
    ['oscillometry', 'information', pressure({ method: { text: 'automatisk' } }), ['vkp-method']],
    ['a pulse at an ankle, which no profile forbids', 'warning', pulse({ bodySite: { text: 'ankel' } }), []],
    ['no LOINC', 'warning', pulse({ code: coding(snomed, '364075005') }), ['vkp-code']],
    [
      'NEWS2 without the SNOMED system',
      'warning',
      news2({ code: { coding: [{ code: '1104051000000101' }] } }),
      ['vkp-code'],
    ],
    [
      'a unit in words only',
      'warning',
      pulse({ valueQuantity: { value: 70, unit: 'slag/min' } }),
      ['vkp-unit'],
    ],
    [
      'kilopascal',
      'warning',
      pressure({
        component: [
          { ...pressureComponent('8480-6', 0), valueQuantity: quantity(16, 'kPa') },
          pressureComponent('8462-4', 80),
        ],
      }),
      ['vkp-unit'],
    ],
    ['grams, as in the example', 'warning', weight(person, time, 49000, 'g', vitalSigns), []],
    [
      'glucose, which has no profile',
      'information',
      observation(person, { code: coding(loinc, '15074-8'), valueQuantity: quantity(100, 'mg/dL') }),
      [],
    ],
  ])('%s', (_, severity, resource, reasons) => {
    const found = doubts(resource);
    expect(found.map(({ reason }) => reason)).toEqual(reasons);
    for (const each of found) {
      expect(each).toMatchObject({
        severity,
        expression: expect.stringMatching(/^Observation\.\w+$/),
        text: expect.stringMatching(/^Observation\.\w+ .* \(vkp-Observation-\w+\)$/),
      });
    }
  });
});
