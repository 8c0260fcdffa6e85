import { describe, expect, test } from 'vitest';
import { exactReadings, faultOf, type ReadValue } from '../../../server/clinical/summaries/reading.ts';
import { pressure, reading } from './readings.ts';

const time = '2026-06-01T08:00:00+02:00';
const exactly = (value: number, more: Partial<ReadValue> = {}): ReadValue => ({
  value,
  improbable: false,
  ...more,
});

describe('which readings are exact', () => {
  test('time, day and device go along; a device that is not said is not there', () => {
    const said = reading(time, 80.25, { device: 'Vekt A', dateOnly: true });
    const { exact, excluded } = exactReadings([said, reading(time, 81)]);
    expect(exact).toStrictEqual([
      {
        reference: time,
        effective: Date.parse(time),
        dateOnly: true,
        device: 'Vekt A',
        values: { value: 80.25 },
      },
      { reference: time, effective: Date.parse(time), dateOnly: false, values: { value: 81 } },
    ]);
    expect(excluded).toEqual([]);
  });

  test('of several parts the first that is at fault is named, of a single one none', () => {
    expect(faultOf(reading(time, { fault: 'impossible' }))).toStrictEqual({ reason: 'impossible' });
    expect(faultOf(pressure(time, 120, { fault: 'impossible' }))).toStrictEqual({
      reason: 'impossible',
      part: 'diastolic',
    });
    expect(faultOf(pressure(time, { fault: 'missing-value' }, { fault: 'impossible' }))).toStrictEqual({
      reason: 'missing-value',
      part: 'systolic',
    });
    expect(faultOf(pressure(time, 120, 80))).toBeUndefined();
  });

  test('why: withdrawn before all else, then improbable, then beyond the device', () => {
    const doubtful = exactly(265, { improbable: true, comparator: '>' });
    expect(faultOf(reading(time, doubtful, { fault: 'withdrawn' }))?.reason).toBe('withdrawn');
    expect(faultOf(reading(time, doubtful))?.reason).toBe('improbable');
    expect(faultOf(reading(time, exactly(299, { comparator: '>' })))?.reason).toBe('beyond-device-range');
    expect(faultOf(reading(time, exactly(299)))).toBeUndefined();
  });
});
