import { fault, isWhole, type OrderFault } from './order-fault.ts';
import type { Schedule } from './order.ts';

const longestPeriod = 90;
/** A measurement every five minutes. */
const mostMeasurements = 288;

/** The first rule that a schedule breaks. */
export function scheduleFault(schedule: Schedule): OrderFault | undefined {
  const { frequency, period, unit, weekdays = [], timesOfDay = [] } = schedule;
  if (!isWhole(frequency, mostMeasurements)) {
    return fault(
      'schedule.frequency',
      `must be a whole number from 1 to ${mostMeasurements}`,
      'schedule-invalid',
    );
  }
  if (!isWhole(period, longestPeriod)) {
    return fault('schedule.period', `must be a whole number from 1 to ${longestPeriod}`, 'schedule-invalid');
  }
  if (new Set(weekdays).size < weekdays.length || (weekdays.length > 0 && unit === 'h')) {
    return fault('schedule.weekdays', 'must name each day once, and not with hours', 'schedule-invalid');
  }
  if (timesOfDay.length > 0 && (unit !== 'd' || timesOfDay.length !== frequency)) {
    return fault('schedule.timesOfDay', 'must be one for each measurement of a day', 'schedule-invalid');
  }
  if (new Set(timesOfDay).size < timesOfDay.length) {
    return fault('schedule.timesOfDay', 'must name each time once', 'schedule-invalid');
  }
  return undefined;
}
