import { describe, expect, test } from 'vitest';
import { orderFault } from '#clinical/orders/check-order.ts';
import { orderTemplates, templatesFor, type TemplateKey } from '#clinical/orders/templates.ts';
import type { Schedule } from '#clinical/orders/order.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';

const template = (key: TemplateKey) => {
  const found = orderTemplates.find((each) => each.key === key);
  if (!found) throw new Error(`${key} is gone`);
  return found;
};

/** The numbers, by hand, with their sources. */
const numbers: [TemplateKey, object[], string][] = [
  [
    'hypertension',
    [
      { part: 'systolic', limits: { yellowHigh: 135, redHigh: 180 }, target: { low: 120, high: 129 } },
      { part: 'diastolic', limits: { yellowHigh: 85, redHigh: 120 } },
    ],
    'J Clin Hypertens 2018;20:1116 (≥135/85); NICE NG136 (≥180/120); ESC 2024 (120–129)',
  ],
  [
    'heart-failure',
    [
      {
        part: 'body-weight',
        limits: {},
        changes: [{ level: 'yellow', direction: 'rise', by: 2, days: 3 }],
      },
    ],
    'ESC/HFA heartfailurematters.org (> 2 kg in 3 days)',
  ],
  [
    'copd',
    [{ part: 'oxygen-saturation', limits: { redLow: 83, yellowLow: 87 }, target: { low: 88, high: 92 } }],
    'BTS 88–92; NEWS2 scale 2 (RCP 2017): ≤83 three points, 84–87 one or two',
  ],
  [
    'diabetes',
    [
      {
        part: 'glucose',
        limits: { redLow: 2.9, yellowLow: 3.8, yellowHigh: 10.1, redHigh: 14 },
        target: { low: 3.9, high: 10 },
      },
    ],
    'Diabetes Care 2019;42:1593: <3.0, <3.9, >10.0, >13.9 mmol/L at one decimal',
  ],
];

test.each(numbers)('%s: %j (%s)', (key, rules) => {
  expect(template(key).rules).toEqual(rules);
});

/** How often, by the same sources, and the citations as a clinician reads them beside the numbers. */
const readings: [TemplateKey, Schedule | undefined, string[]][] = [
  [
    'hypertension',
    { frequency: 4, period: 1, unit: 'd' },
    [
      'Hjemmeblodtrykk ≥135/85, og 2 målinger morgen og 2 kveld i 7 dager: J Clin Hypertens 2018;20:1116',
      'Alvorlig ≥180/120, målt på legekontor: NICE NG136',
      'Systolisk behandlingsmål 120–129: ESC 2024',
    ],
  ],
  [
    'heart-failure',
    { frequency: 1, period: 1, unit: 'd' },
    ['Mer enn 2 kg opp på 3 dager: ESC/HFA, heartfailurematters.org', 'Daglig, om morgenen: terveyskyla.fi'],
  ],
  [
    'copd',
    { frequency: 1, period: 1, unit: 'd' },
    [
      '88–92 % bare ved fare for hyperkapni, ellers 94–98 %: BTS. Pasientens vanlige verdi avgjør (PMC4750741)',
      'Gul 84–87 % og rød ≤83 %: NEWS2 skala 2 (RCP 2017)',
      'Daglig i de første ukene: Helsedirektoratet, digital hjemmeoppfølging',
    ],
  ],
  [
    'diabetes',
    undefined,
    ['Under 3,0 og 3,9, over 10,0 og 13,9 mmol/L: Diabetes Care 2019;42:1593. Ikke for gravide'],
  ],
];

test.each(readings)('%s: how often, and where the numbers come from', (key, schedule, sources) => {
  expect(template(key).schedule).toEqual(schedule);
  expect(template(key).sources).toEqual(sources);
});

test('every template is in the tables above', () => {
  expect(orderTemplates.map(({ key }) => key)).toEqual(readings.map(([key]) => key));
  expect(orderTemplates.map(({ key }) => key)).toEqual(numbers.map(([key]) => key));
});

describe.each(orderTemplates)('$key', ({ vitalSign, rules, schedule, sources }) => {
  const sign = vitalSigns.find(({ key }) => key === vitalSign);

  test('would be taken as an order when somebody says why and from when', () => {
    const order = {
      code: sign?.code.code ?? '',
      rules,
      ...(schedule && { schedule }),
      reason: 'x',
      from: 0,
    };
    expect(orderFault(order)).toBeUndefined();
    expect(orderFault({ ...order, reason: '' })).toMatchObject({ reason: 'reason-invalid' });
  });

  test('says where its numbers come from, and is offered for its vital sign alone', () => {
    expect(sources.length).toBeGreaterThan(0);
    for (const { key } of vitalSigns) {
      expect(templatesFor(key).some((each) => each.rules === rules)).toBe(key === vitalSign);
    }
  });
});
