import { describe, expect, test } from 'vitest';
import { monitoringLimitsUrl } from '../../../server/clinical/canonical.ts';
import type { OrderVersion } from '../../../server/clinical/orders/order.ts';
import { FhirError } from '../../../server/errors.ts';
import { readServiceRequest } from '../../../server/orders/read-order.ts';
import { toServiceRequest } from '../../../server/orders/order-resource.ts';
import { bloodPressureLimits, bloodPressureOrder, period, weightOrder } from './sent-orders.ts';

const patient = {
  iss: 'https://ehr.example/fhir',
  patient: '4711',
  person: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '13097248022' },
};

const read = (changes: Partial<fhir4.ServiceRequest> = {}) =>
  readServiceRequest(bloodPressureOrder('4711', changes), patient);

function refusalOf(sent: unknown) {
  try {
    readServiceRequest(sent, patient);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return [error.status, error.reason, ...error.expression];
  }
  return 'read';
}

/** A version as the database would give it. */
const stored = (sent: fhir4.ServiceRequest): OrderVersion => ({
  ...readServiceRequest(sent, patient),
  id: '0b7e4f8a-38b8-4b39-9d42-8c6f0f7f3f10',
  version: 2,
  setBy: {
    hpr: '9999999',
    name: 'Åse Fjellsjø',
    organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
  },
  lastUpdated: Date.parse('2026-01-02T10:00:00Z'),
});

describe('what is sent is what is ordered', () => {
  test('code, limits, how often, from when and why', () => {
    expect(read()).toEqual({
      status: 'active',
      code: '85354-9',
      rules: [
        { part: 'systolic', limits: { yellowHigh: 150, redHigh: 170 } },
        { part: 'diastolic', limits: { yellowHigh: 90, redHigh: 100 } },
      ],
      schedule: { frequency: 2, period: 1, unit: 'd' },
      reason: 'Hypertensjon, nylig endret behandling',
      from: Date.parse('2026-01-01T00:00:00+01:00'),
    });
  });

  test('target, change and persistence', () => {
    expect(readServiceRequest(weightOrder('4711'), patient).rules).toEqual([
      {
        part: 'body-weight',
        limits: { yellowHigh: 82 },
        target: { low: 79, high: 80.5 },
        changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 3 }],
        persistence: { needed: 2, of: 3 },
      },
    ]);
  });

  test('dates are days in Oslo, the last one included; an instant is itself', () => {
    const { from, to } = read({ occurrenceTiming: period('2026-03-29', '2026-10-25') });
    expect([from, to]).toEqual([
      Date.parse('2026-03-29T00:00:00+01:00'),
      Date.parse('2026-10-26T00:00:00+01:00'),
    ]);
    expect(read({ occurrenceTiming: period('2026-03-29T03:00:00+02:00') }).from).toBe(
      Date.parse('2026-03-29T01:00:00Z'),
    );
  });

  test.each([
    ['blood pressure', bloodPressureOrder('4711')],
    ['weight', weightOrder('4711')],
    [
      'one that has ended, on weekdays',
      bloodPressureOrder('4711', {
        status: 'completed',
        occurrenceTiming: period('2026-01-01', '2026-02-01', {
          frequency: 1,
          period: 1,
          periodUnit: 'wk',
          dayOfWeek: ['mon', 'thu'],
        }),
      }),
    ],
    [
      'one with hours',
      bloodPressureOrder('4711', {
        occurrenceTiming: period('2026-01-01', undefined, {
          frequency: 2,
          period: 1,
          periodUnit: 'd',
          timeOfDay: ['08:00:00', '20:00:00'],
        }),
      }),
    ],
  ])('%s written out is read back as the same', (_, sent) => {
    const order = stored(sent);
    const { id, version, setBy, lastUpdated, ...content } = order;
    expect(readServiceRequest(toServiceRequest(order, patient), patient)).toEqual(content);
    expect(toServiceRequest(order, patient)).toMatchObject({
      id,
      meta: { versionId: String(version), lastUpdated: new Date(lastUpdated).toISOString() },
      requester: { identifier: { value: setBy.hpr }, display: setBy.name },
    });
  });
});

const systolic = (...extension: fhir4.Extension[]) => ({
  extension: [
    {
      url: monitoringLimitsUrl,
      extension: [{ url: 'part', valueCoding: { system: 'http://loinc.org', code: '8480-6' } }, ...extension],
    },
  ],
});
const inUnit = (unit: Partial<fhir4.Quantity>) =>
  systolic({ url: 'redHigh', valueQuantity: { value: 23, system: 'http://unitsofmeasure.org', ...unit } });
const at = 'ServiceRequest.extension[0]';
const timing = 'ServiceRequest.occurrenceTiming.repeat';

describe('refused by element and rule', () => {
  test.each<[string, Partial<fhir4.ServiceRequest>, unknown[]]>([
    [
      'kPa',
      inUnit({ unit: 'kPa', code: 'kPa' }),
      [422, 'unit-other', `${at}.extension[1].valueQuantity.code`],
    ],
    ['no unit', inUnit({}), [422, 'unit-other', `${at}.extension[1].valueQuantity.code`]],
    [
      'a printed unit that says another',
      inUnit({ unit: 'kPa', code: 'mm[Hg]' }),
      [422, 'unit-other', `${at}.extension[1].valueQuantity.code`],
    ],
    [
      'limits in the wrong order',
      { extension: [bloodPressureLimits('8480-6', { yellowHigh: 170, redHigh: 150 })] },
      [422, 'limits-order', `${at}.extension[2].valueQuantity.value`],
    ],
    [
      'an improbable limit',
      { extension: [bloodPressureLimits('8480-6', { yellowHigh: 1500 })] },
      [422, 'limit-implausible', `${at}.extension[1].valueQuantity.value`],
    ],
    [
      'a part of another vital sign',
      { extension: [bloodPressureLimits('29463-7', { yellowHigh: 150 })] },
      [422, 'part-unknown', `${at}.extension[0].valueCoding`],
    ],
    [
      'the same limit twice',
      systolic(...[150, 160].map((value) => ({ url: 'redHigh', valueQuantity: { value, code: 'mm[Hg]' } }))),
      [422, 'repeated', `${at}.extension[2]`],
    ],
    [
      'a limit that is not known',
      systolic({ url: 'orangeHigh', valueInteger: 160 }),
      [422, 'element-not-supported', `${at}.extension[1].url`],
    ],
    [
      'an unknown extension',
      { extension: [{ url: 'https://example.org/x', valueBoolean: true }] },
      [422, 'element-not-supported', `${at}.url`],
    ],
    [
      'a modifier',
      { modifierExtension: [{ url: 'https://example.org/x', valueBoolean: true }] },
      [422, 'element-not-supported', 'ServiceRequest.modifierExtension'],
    ],
    ['not to be done', { doNotPerform: true }, [422, 'element-not-supported', 'ServiceRequest.doNotPerform']],
    ['a proposal', { intent: 'proposal' }, [422, 'value-not-supported', 'ServiceRequest.intent']],
    ['on hold', { status: 'on-hold' }, [422, 'value-not-supported', 'ServiceRequest.status']],
    ['over, without an end', { status: 'revoked' }, [422, 'element-missing', `${timing}.boundsPeriod.end`]],
    [
      'an end before the start',
      { occurrenceTiming: period('2026-02-01', '2026-01-01') },
      [422, 'period-invalid', `${timing}.boundsPeriod.end`],
    ],
    [
      'no start',
      { occurrenceTiming: { repeat: { boundsPeriod: { end: '2026-01-01' } } } },
      [422, 'element-missing', `${timing}.boundsPeriod.start`],
    ],
    [
      'no such day',
      { occurrenceTiming: period('2026-02-30') },
      [400, 'structure-invalid', `${timing}.boundsPeriod.start`],
    ],
    [
      'half a schedule',
      { occurrenceTiming: period('2026-01-01', undefined, { frequency: 2 }) },
      [422, 'element-missing', timing],
    ],
    [
      'two vital signs',
      {
        code: {
          coding: [
            { system: 'http://loinc.org', code: '85354-9' },
            { system: 'http://loinc.org', code: '29463-7' },
          ],
        },
      },
      [422, 'code-unknown', 'ServiceRequest.code'],
    ],
    [
      'a national number in the reason',
      { reasonCode: [{ text: 'Se 130972 48022' }] },
      [422, 'reason-invalid', 'ServiceRequest.reasonCode[0].text'],
    ],
    [
      'another patient',
      { subject: { reference: 'Patient/4712' } },
      [403, 'other-patient', 'ServiceRequest.subject'],
    ],
    ['nobody', { subject: { display: 'Ola' } }, [422, 'element-missing', 'ServiceRequest.subject']],
  ])('%s', (_, changes, expected) => {
    expect(refusalOf(bloodPressureOrder('4711', changes))).toEqual(expected);
  });

  test.each([null, 'order', [], {}, { resourceType: 'Observation' }, { resourceType: 'ServiceRequest' }])(
    'what is no ServiceRequest: %j',
    (sent) => {
      expect(refusalOf(sent)).toEqual([400, 'structure-invalid', expect.stringContaining('ServiceRequest')]);
    },
  );
});
