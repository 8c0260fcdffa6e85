import type { OrderVersion } from '#clinical/orders/order.ts';

export const setBy = {
  hpr: '9999999',
  name: 'Åse Fjellsjø',
  organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
};

export const at = (text: string) => Date.parse(text);

/** A blood pressure order from 2026 on, yellow from 150/90, red from 170/100; changed as told. */
export function order(changes: Partial<OrderVersion> = {}): OrderVersion {
  return {
    id: 'order-1',
    version: 1,
    status: 'active',
    code: '85354-9',
    rules: [
      { part: 'systolic', limits: { yellowHigh: 150, redHigh: 170 } },
      { part: 'diastolic', limits: { yellowHigh: 90, redHigh: 100 } },
    ],
    reason: 'Hypertensjon, nylig endret behandling',
    from: at('2026-01-01T00:00:00+01:00'),
    setBy,
    lastUpdated: at('2026-01-01T09:00:00Z'),
    ...changes,
  };
}
