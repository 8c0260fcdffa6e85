import { describe, expect, test } from 'vitest';
import type { OrderContent, OrderVersion } from '#clinical/orders/order.ts';
import { orderTemplates } from '#clinical/orders/templates.ts';
import type { VitalSignKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { decodeOrder } from '../../../app/orders/decode-order.ts';
import { fillIn, readForm, toForm, type OrderForm } from '../../../app/orders/form.ts';
import { fieldOfElement, toServiceRequest } from '../../../app/orders/sent-order.ts';
import { newestOf, standingOrders } from '../../../app/orders/standing-orders.ts';

const sign = (key: VitalSignKey) => {
  const found = vitalSigns.find((each) => each.key === key);
  if (!found) throw new Error(`${key} is gone`);
  return found;
};
const pressure = sign('blood-pressure');
const weight = sign('body-weight');
const now = Date.parse('2026-03-10T09:00:00Z');
const oslo = (text: string) => Date.parse(`${text}+01:00`);

/** Of the form: systolic, diastolic. */
function partOf(parts: OrderForm['parts'], index: number): OrderForm['parts'][number] {
  const found = parts[index];
  if (!found) throw new Error('No such part');
  return found;
}

const pressureOrder: OrderContent = {
  code: '85354-9',
  rules: [
    {
      part: 'systolic',
      limits: { redLow: 90, yellowLow: 100, yellowHigh: 150, redHigh: 170 },
      target: { low: 120, high: 129 },
      persistence: { needed: 2, of: 3 },
    },
    { part: 'diastolic', limits: { yellowHigh: 90 }, target: { high: 79 } },
  ],
  schedule: {
    frequency: 2,
    period: 1,
    unit: 'd',
    weekdays: ['mon', 'thu'],
    timesOfDay: ['08:00:00', '20:30:15'],
  },
  reason: 'Hypertensjon, nylig endret behandling',
  from: now,
};
const weightOrder: OrderContent = {
  code: '29463-7',
  rules: [
    {
      part: 'body-weight',
      limits: { yellowHigh: 82.5 },
      changes: [
        { level: 'yellow', direction: 'rise', by: 2, days: 3 },
        { level: 'red', direction: 'fall', by: 3.5, days: 7 },
      ],
    },
  ],
  reason: 'Hjertesvikt',
  from: now,
  to: oslo('2026-06-01T00:00:00') + 3_600_000,
};
const version = (content: OrderContent, changes: Partial<OrderVersion> = {}): OrderVersion => ({
  ...content,
  id: 'order-1',
  version: 1,
  status: 'active',
  setBy: { hpr: '9999999', name: 'Åse Fjellsjø', organization: { orgnr: '1', name: 'Bjørkelia' } },
  lastUpdated: now,
  ...changes,
});
/** What the facade keeps, with what it adds. */
const answered = (content: OrderContent, key: VitalSignKey): fhir4.ServiceRequest => ({
  ...toServiceRequest(sign(key), 'p1', content, { id: 'order-1', status: 'active' }),
  meta: { versionId: '1', lastUpdated: new Date(now).toISOString() },
});

describe.each<[string, VitalSignKey, OrderContent]>([
  ['blood pressure: all limits, target, persistence, weekdays, times', 'blood-pressure', pressureOrder],
  ['weight: changes over time, and an end in the middle of a day', 'body-weight', weightOrder],
  [
    'only how often, every eight hours',
    'glucose',
    { code: '15074-8', rules: [], schedule: { frequency: 1, period: 8, unit: 'h' }, reason: 'x', from: now },
  ],
])('%s', (_, key, content) => {
  test('is the same after order → form → order', () => {
    const { content: read, faults } = readForm(toForm(sign(key), content), sign(key), content, now);
    expect(faults).toEqual({});
    expect(read).toEqual(content);
  });

  test('is the same after order → ServiceRequest → order', () => {
    const { id, version: _, status, setBy, lastUpdated, ...decoded } = decodeOrder(answered(content, key));
    expect([id, status, setBy.name, lastUpdated]).toEqual(['order-1', 'active', '', now]);
    expect(decoded).toEqual(content);
  });
});

describe('nothing that is not known is left out in silence', () => {
  const broken: [string, (resource: fhir4.ServiceRequest) => void][] = [
    ['another extension', ({ extension }) => extension?.push({ url: 'https://other.example' })],
    ['another limit', ({ extension }) => extension?.[0]?.extension?.push({ url: 'orange' })],
    [
      'another unit',
      ({ extension }) => Object.assign(extension?.[0]?.extension?.[1]?.valueQuantity ?? {}, { code: 'kPa' }),
    ],
    ['another timing', ({ occurrenceTiming }) => Object.assign(occurrenceTiming?.repeat ?? {}, { count: 3 })],
    ['another status', (resource) => Object.assign(resource, { status: 'on-hold' })],
    ['no start', ({ occurrenceTiming }) => delete occurrenceTiming?.repeat?.boundsPeriod?.start],
  ];
  test.each(broken)('%s', (_, change) => {
    const resource = answered(pressureOrder, 'blood-pressure');
    expect(decodeOrder(resource).rules).toHaveLength(2);
    change(resource);
    expect(() => decodeOrder(resource)).toThrow('missing or not known');
  });
});

describe('when it holds', () => {
  const period = (changes: Partial<OrderForm>, kept?: { from: number; to?: number }) => {
    const { content, faults } = readForm(
      { ...toForm(pressure, pressureOrder), ...changes },
      pressure,
      kept,
      now,
    );
    return Object.keys(faults).length > 0 ? faults : [content.from, content.to];
  };
  test.each<[string, Partial<OrderForm>, unknown]>([
    ['now', { start: 'now' }, [now, undefined]],
    ['from when it was before', { start: 'kept' }, [5, undefined]],
    ['from a day in Oslo', { start: 'date', from: '2026-03-12' }, [oslo('2026-03-12T00:00:00'), undefined]],
    ['through a day in Oslo', { to: '2026-03-12' }, [now, oslo('2026-03-13T00:00:00')]],
    ['no date', { start: 'date', from: '' }, { from: 'not-a-date' }],
    ['an end before the start', { to: '2026-03-01' }, { to: 'period-invalid' }],
  ])('%s', (_, changes, expected) => expect(period(changes, { from: 5 })).toEqual(expected));
});

describe('what cannot be sent is told at its field', () => {
  const edits: [string, (form: OrderForm) => void, Record<string, string>][] = [
    [
      'letters',
      ({ parts }) => (partOf(parts, 0).limits.redHigh = '17o'),
      { 'systolic.redHigh': 'not-a-number' },
    ],
    [
      'limits that do not rise',
      ({ parts }) => (partOf(parts, 0).limits.redHigh = '140'),
      { 'systolic.redHigh': 'limits-order' },
    ],
    [
      'a target beyond',
      ({ parts }) => (partOf(parts, 1).target.high = '95'),
      { 'diastolic.target.high': 'target-beyond-limits' },
    ],
    [
      'decimals',
      ({ parts }) => (partOf(parts, 0).limits.redHigh = '170,5'),
      { 'systolic.redHigh': 'limit-precision' },
    ],
    [
      '1700 for 170',
      ({ parts }) => (partOf(parts, 0).limits.redHigh = '1700'),
      { 'systolic.redHigh': 'limit-implausible' },
    ],
    [
      'half a persistence',
      ({ parts }) => (partOf(parts, 0).persistence.of = ''),
      { 'systolic.persistence': 'persistence-invalid' },
    ],
    [
      'a change without days',
      ({ parts }) => partOf(parts, 1).changes.push({ level: 'red', direction: 'rise', by: '10', days: '' }),
      { 'diastolic.changes[0].days': 'change-invalid' },
    ],
    [
      'a time that is none',
      ({ schedule }) => (schedule.timesOfDay = '08:00, 25:00'),
      { 'schedule.timesOfDay': 'not-a-time' },
    ],
    [
      'one time for two',
      ({ schedule }) => (schedule.timesOfDay = '08:00'),
      { 'schedule.timesOfDay': 'schedule-invalid' },
    ],
    ['no reason', (form) => (form.reason = ' '), { reason: 'reason-invalid' }],
  ];
  test.each(edits)('%s', (_, edit, expected) => {
    const form = toForm(pressure, pressureOrder);
    edit(form);
    expect(readForm(form, pressure, undefined, now).faults).toEqual(expected);
  });

  test('an empty form orders nothing', () => {
    expect(readForm({ ...toForm(pressure), reason: 'x' }, pressure, undefined, now).faults).toEqual({
      order: 'order-empty',
    });
  });

  const sent = toServiceRequest(weight, 'p1', weightOrder, { status: 'active' });
  test.each([
    ['ServiceRequest.reasonCode[0].text', 'reason'],
    ['ServiceRequest.occurrenceTiming.repeat.boundsPeriod.end', 'to'],
    ['ServiceRequest.occurrenceTiming.repeat.boundsPeriod.start', 'from'],
    ['ServiceRequest.occurrenceTiming.repeat.timeOfDay', 'schedule.timesOfDay'],
    ['ServiceRequest.extension[0].extension[1].valueQuantity.value', 'body-weight.yellowHigh'],
    ['ServiceRequest.extension[0].extension[3]', 'body-weight.changes[1].by'],
    ['ServiceRequest.extension[7].extension[3]', 'order'],
    ['ServiceRequest.code', 'order'],
  ])('by the facade: %s → %s', (element, field) => {
    expect(fieldOfElement(element, sent, weightOrder.rules)).toBe(field);
  });
});

describe.each(orderTemplates)('the template $key', (template) => {
  const own = sign(template.vitalSign);
  test('fills in the form, and names every number that it put there', () => {
    const { form, fields } = fillIn({ ...toForm(own), reason: 'min egen' }, own, template);
    expect(form.reason).toBe('min egen');
    const { content } = readForm(form, own, undefined, now);
    expect(content.rules).toEqual(template.rules);
    const numbers = template.rules.flatMap(({ limits, target = {}, changes = [] }) => [
      ...Object.values(limits),
      ...Object.values(target),
      ...changes,
    ]);
    expect(fields).toHaveLength(numbers.length + (template.schedule ? 1 : 0));
    expect(new Set(fields).size).toBe(fields.length);
  });
});

test('an order that is over is no standing order; a later version that has not begun does not hide what holds', () => {
  const first = version(pressureOrder, { from: now - 10 });
  const later = version(pressureOrder, { version: 2, from: now + 10 });
  expect(standingOrders([first, later], now)).toMatchObject([{ newest: later, holding: { order: first } }]);
  expect(standingOrders([first], now - 11)).toMatchObject([{ newest: first, holding: undefined }]);
  const ended = version(pressureOrder, { version: 2, status: 'completed', from: now - 10, to: now });
  expect(standingOrders([first, ended], now)).toEqual([]);
  expect(newestOf([first, ended], 'order-1')).toBe(ended);
});
