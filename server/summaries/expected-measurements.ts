import {
  daysToRead,
  expectedMeasurements,
  type Counted,
  type DayRange,
  type ExpectedMeasurements,
} from '../clinical/expected/expected-measurements.ts';
import { sensorSource, type SensorActivity } from '../clinical/expected/sensor-activity.ts';
import { scheduleStretches, type ScheduleStretch } from '../clinical/expected/schedule-stretches.ts';
import { dayText, osloDay, startOfDay } from '../clinical/oslo-clock.ts';
import { isRead, type Reading } from '../clinical/summaries/reading.ts';
import type { VitalSign } from '../clinical/types.ts';
import { vitalSigns } from '../clinical/vital-signs.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { parameterError } from '../fhir/parameters.ts';
import { toRepeat } from '../clinical/orders/order-elements.ts';
import type { Interval } from '../store/national-store.ts';
import { parseVitalSigns } from '../trend/query.ts';
import { readMeasurements, type SummaryReader } from './measurements.ts';
import * as parts from './parts.ts';
import type { Summary } from './summary.ts';
import { usedParts } from './used-parts.ts';

const usualDays = 30;
const mostDays = 366;

/** Observation/$expected-measurements. Answers as its OperationDefinition says. */
export const expectedMeasurementsSummary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['code'], strict);
  const range = rangeOf(question.period, now);
  const codes = given.getAll('code');
  const asked = codes.length > 0 ? parseVitalSigns(codes) : scheduled(reader, range);
  const answers: parts.Parts = [];
  let lastReceived: number | undefined;
  for (const vitalSign of asked) {
    const found = await compare(reader, vitalSign, range, now);
    answers.push(...parts.group('vitalSign', found.parts));
    lastReceived = found.lastReceived ?? lastReceived;
  }
  return {
    question,
    ...(lastReceived !== undefined && { lastReceived }),
    parts: [
      ...parts.date('firstDay', dayText(range.first)),
      ...parts.date('lastDay', dayText(range.last)),
      ...answers,
    ],
  };
};

/** The calendar days that the period touches. */
function rangeOf({ from, to }: Interval, now: number): DayRange {
  const last = osloDay(to === undefined ? now : to - 1);
  const first = from === undefined ? last - usualDays + 1 : osloDay(from);
  if (first > last) throw parameterError('start', 'must be before the end of the period');
  if (last - first >= mostDays)
    throw parameterError('start', `must be at most ${mostDays} days before the end`);
  return { first, last };
}

const touches = ({ from, to }: { from: number; to: number }, { first, last }: DayRange) =>
  from < startOfDay(last + 1) && to > startOfDay(first);

function scheduled({ orders }: SummaryReader, range: DayRange): VitalSign[] {
  return vitalSigns.filter(({ code }) =>
    scheduleStretches(orders, code.code ?? '').some((stretch) => touches(stretch, range)),
  );
}

async function compare(reader: SummaryReader, vitalSign: VitalSign, range: DayRange, now: number) {
  const { code, parts: partsOfSign } = vitalSign;
  const stretches = scheduleStretches(reader.orders, code.code ?? '');
  const read = daysToRead(stretches, range);
  const keys = partsOfSign.map(({ key }) => key);
  const found = await readMeasurements(reader, vitalSign, keys, {
    from: startOfDay(read.first),
    to: startOfDay(read.last + 1),
  });
  const counted = found.readings.filter(({ fault }) => !fault);
  const compared = expectedMeasurements(stretches, counted.map(received), range, now);
  const { system = '', code: value = '', display = '' } = code;
  return {
    lastReceived: found.lastReceived,
    parts: [
      { name: 'code', valueCoding: { system, code: value, display } },
      ...stretches.flatMap((stretch) => orderParts(stretch, read)),
      ...comparedParts(compared),
      ...usedParts(
        counted.map(({ reference }) => reference),
        found,
      ),
      ...parts.excludedParts(
        found.readings.flatMap(({ reference, effective, dateOnly, fault }) =>
          fault ? [{ reference, effective, dateOnly, reason: fault }] : [],
        ),
      ),
    ],
  };
}

function received({ effective, dateOnly, values }: Reading<string>) {
  return { effective, dateOnly, usable: Object.values(values).every(isRead) };
}

function orderParts({ periods }: ScheduleStretch, range: DayRange): parts.Parts {
  return periods
    .filter((period) => touches(period, range))
    .flatMap(({ from, to, order: { id, version, schedule } }) =>
      parts.group('order', [
        ...parts.reference('reference', `ServiceRequest/${id}/_history/${version}`),
        ...parts.instant('from', from),
        ...parts.instant('to', to === Infinity ? undefined : to),
        { name: 'schedule', valueTiming: { repeat: toRepeat(schedule) } },
      ]),
    );
}

function sensorParts({ first, last, days, activePercent, lacking }: SensorActivity): parts.Parts {
  return parts.group('sensor', [
    ...parts.date('firstDay', dayText(first)),
    ...parts.date('lastDay', dayText(last)),
    ...parts.integer('days', days),
    ...parts.decimal('activePercent', activePercent, 1),
    ...parts.lackingParts(lacking),
    ...parts.text('source', sensorSource),
  ]);
}

function comparedParts({ days, spans, totals, sensor }: ExpectedMeasurements): parts.Parts {
  return [
    ...(sensor ? sensorParts(sensor) : []),
    ...parts.group(
      'totals',
      Object.entries(totals).flatMap(([name, count]) => parts.integer(name, count)),
    ),
    ...days.flatMap((each) =>
      parts.group('day', [
        ...parts.date('date', dayText(each.day)),
        ...parts.code('state', each.state),
        ...parts.integer('expected', each.expected),
        ...countedParts(each),
        ...parts.decimal('activePercent', each.activePercent, 1),
      ]),
    ),
    ...spans.flatMap((each) =>
      parts.group('span', [
        ...parts.date('firstDay', dayText(each.first)),
        ...parts.date('lastDay', dayText(each.last)),
        ...parts.code('state', each.state),
        ...parts.integer('expected', each.expected),
        ...countedParts(each),
      ]),
    ),
  ];
}

function countedParts({ received, unusable }: Counted): parts.Parts {
  return [
    ...parts.integer('received', received),
    ...(unusable > 0 ? parts.integer('unusable', unusable) : []),
  ];
}
