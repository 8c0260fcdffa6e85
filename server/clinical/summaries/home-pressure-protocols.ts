/** Hours of Oslo's clock, [from, to). */
export interface PartOfDay {
  from: number;
  to: number;
}

/** How blood pressure is measured at home, and which of the readings count. */
export interface HomePressureProtocol {
  id: string;
  /** Days in the window, in a row. */
  days: number;
  /** Readings each morning and each evening. */
  perSession: number;
  /** The first days that were measured on, whose readings are left out. */
  discardDays: number;
  /** The first reading of each morning and evening is left out. */
  discardFirst: boolean;
  /** Readings that must be left, and days (with the discarded ones) that must have been measured on. */
  leastReadings: number;
  leastDays: number;
  morning: PartOfDay;
  evening: PartOfDay;
  source: string;
}

/** A design choice, to be changed by whoever runs the service: no guideline we read gives hours. */
const hours = { morning: { from: 4, to: 12 }, evening: { from: 16, to: 24 } };

/**
 * The first is what holds when none is named. Minimum of the week: J Clin Hypertens 2018;20:1116 (PMC8030885), table 3. No
 * minimum is published for the others that we have read: they ask for the same 12 readings, on all their days when they are three.
 */
export const homePressureProtocols: readonly HomePressureProtocol[] = [
  {
    id: 'seven-days',
    days: 7,
    perSession: 2,
    discardDays: 1,
    discardFirst: false,
    leastReadings: 12,
    leastDays: 4,
    ...hours,
    source: 'J Clin Hypertens 2018;20:1116 (PMC8030885); CHEP; BMC Med 2010;8:55',
  },
  {
    id: 'us-five-days',
    days: 5,
    perSession: 3,
    discardDays: 2,
    discardFirst: true,
    leastReadings: 12,
    leastDays: 4,
    ...hours,
    source: 'J Clin Hypertens 2018;20:1116 (PMC8030885)',
  },
  {
    id: 'france-three-days',
    days: 3,
    perSession: 3,
    discardDays: 0,
    discardFirst: false,
    leastReadings: 12,
    leastDays: 3,
    ...hours,
    source: 'J Clin Hypertens 2018;20:1116 (PMC8030885)',
  },
  {
    id: 'denmark-five-days',
    days: 5,
    perSession: 3,
    discardDays: 0,
    discardFirst: false,
    leastReadings: 12,
    leastDays: 4,
    ...hours,
    source: 'BMC Med 2010;8:55',
  },
];
