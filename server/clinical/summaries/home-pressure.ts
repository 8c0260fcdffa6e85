import { dayText, osloDay, osloMinute } from '../oslo-clock.ts';
import type { HomePressureProtocol, PartOfDay } from './home-pressure-protocols.ts';
import { exactReadings, whichOf, type Exact, type Excluded, type Lacking, type Reading } from './reading.ts';
import { mean } from './statistics.ts';

export type PressurePart = 'systolic' | 'diastolic';
export type PressureReading = Reading<PressurePart>;
export type ExactPressure = Exact<PressurePart>;

/** Of raw values, in mmHg, unrounded: it is rounded once, where it is shown or compared. */
export interface PressureMean {
  count: number;
  systolic: number;
  diastolic: number;
}

/** The readings of one protocol window. Without readings there are no means. */
export interface HomePressure {
  protocol: HomePressureProtocol;
  /** `YYYY-MM-DD`, both in the window. */
  firstDay: string;
  lastDay: string;
  discardedDays: string[];
  /** That were measured on, with the discarded ones. */
  days: number;
  mean?: PressureMean;
  morning?: PressureMean;
  evening?: PressureMean;
  /** References, in order of time. */
  used: string[];
  /** Of the window, each with its reason. */
  excluded: Excluded[];
  /** Empty: there is enough for a verdict. */
  lacking: Lacking[];
}

type Session = 'morning' | 'evening';

/**
 * Home blood pressure by a protocol (J Clin Hypertens 2018;20:1116, table 3): the days that end with `lastDay`, without the
 * first days measured on, mornings and evenings only. Days are calendar days in Europe/Oslo. A reading that says the day alone
 * belongs to no morning or evening, and a reading that lacks one of its two pressures is out as a whole.
 * @param readings in order of time; those outside the window are not looked at
 * @param lastDay number of the day, see oslo-clock.ts
 */
export function homePressure(
  readings: readonly PressureReading[],
  lastDay: number,
  protocol: HomePressureProtocol,
): HomePressure {
  const firstDay = lastDay - protocol.days + 1;
  const inWindow = readings.filter(({ effective }) => {
    const day = osloDay(effective);
    return day >= firstDay && day <= lastDay;
  });
  const { exact, excluded } = exactReadings(inWindow);
  const measuredOn = [...new Set(exact.map(({ effective }) => osloDay(effective)))];
  const discarded = measuredOn.slice(0, protocol.discardDays);
  const used: { reading: ExactPressure; session: Session }[] = [];
  const sessions = new Set<string>();
  for (const reading of exact) {
    const day = osloDay(reading.effective);
    const session = reading.dateOnly ? undefined : sessionOf(reading.effective, protocol);
    const isFirst = session !== undefined && !sessions.has(`${day} ${session}`);
    if (session) sessions.add(`${day} ${session}`);
    const reason = discarded.includes(day)
      ? 'discarded-day'
      : reading.dateOnly
        ? 'time-of-day-unknown'
        : protocol.discardFirst && isFirst
          ? 'first-of-session'
          : undefined;
    if (reason === undefined && session) used.push({ reading, session });
    else excluded.push({ ...whichOf(reading), reason: reason ?? 'outside-hours' });
  }
  const days = new Set([...discarded, ...used.map(({ reading }) => osloDay(reading.effective))]).size;
  const ofSession = (session: Session) =>
    pressureMean(used.filter((each) => each.session === session).map(({ reading }) => reading));
  const all = pressureMean(used.map(({ reading }) => reading));
  const [morning, evening] = [ofSession('morning'), ofSession('evening')];
  return {
    protocol,
    firstDay: dayText(firstDay),
    lastDay: dayText(lastDay),
    discardedDays: discarded.map(dayText),
    days,
    ...(all && { mean: all }),
    ...(morning && { morning }),
    ...(evening && { evening }),
    used: used.map(({ reading }) => reading.reference),
    excluded: excluded.sort((a, b) => a.effective - b.effective),
    lacking: lackingOf(used.length, days, protocol),
  };
}

function lackingOf(
  readings: number,
  days: number,
  { leastReadings, leastDays }: HomePressureProtocol,
): Lacking[] {
  const needs: Lacking[] = [
    { need: 'readings', least: leastReadings, found: readings },
    { need: 'days', least: leastDays, found: days },
  ];
  return needs.filter(({ least, found }) => found < least);
}

function sessionOf(instant: number, { morning, evening }: HomePressureProtocol): Session | undefined {
  const minute = osloMinute(instant);
  const within = ({ from, to }: PartOfDay) => minute >= from * 60 && minute < to * 60;
  if (within(morning)) return 'morning';
  return within(evening) ? 'evening' : undefined;
}

/** Undefined without readings. */
export function pressureMean(readings: readonly ExactPressure[]): PressureMean | undefined {
  const systolic = mean(readings.map(({ values }) => values.systolic));
  const diastolic = mean(readings.map(({ values }) => values.diastolic));
  if (systolic === undefined || diastolic === undefined) return undefined;
  return { count: readings.length, systolic, diastolic };
}
