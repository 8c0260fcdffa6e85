import { bloodPressure } from '../clinical/catalogue/blood-pressure.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import { osloDay } from '../clinical/oslo-clock.ts';
import { homePressureProtocols } from '../clinical/summaries/home-pressure-protocols.ts';
import {
  defaultPressureTarget,
  homePressureVerdict,
  orderedPressureTarget,
  withinTarget,
  type PressureTarget,
} from '../clinical/summaries/home-pressure-target.ts';
import { homePressure, type HomePressure, type PressureMean } from '../clinical/summaries/home-pressure.ts';
import { exactReadings } from '../clinical/summaries/reading.ts';
import { weeklyPressure } from '../clinical/summaries/weekly-pressure.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { parameterError, parseChoice, parseNumber } from '../fhir/parameters.ts';
import { orderReference } from '../observation/additions.ts';
import { unknownTime } from '../store/deliverable.ts';
import { readMeasurements } from './measurements.ts';
import * as parts from './parts.ts';
import type { Summary } from './summary.ts';

const ends = ['systolicLow', 'systolicHigh', 'diastolicLow', 'diastolicHigh'] as const;
const day = 24 * 3_600_000;

/** Observation/$home-blood-pressure. Answers as its OperationDefinition says. */
export const homeBloodPressureSummary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['protocol', ...ends], strict);
  const ids = homePressureProtocols.map(({ id }) => id);
  const asked = parseChoice(given, 'protocol', ids);
  const [usual] = homePressureProtocols;
  const protocol = homePressureProtocols.find(({ id }) => id === asked) ?? usual;
  if (!protocol) throw new Error('There is no protocol');
  const asGiven = givenTarget(given);
  const { from, to } = question.period;
  const early = from === undefined ? {} : { from: from - (protocol.days + 1) * day };
  const found = await readMeasurements(reader, bloodPressure, ['systolic', 'diastolic'], {
    ...question.period,
    ...early,
  });
  const inPeriod = found.readings.filter(({ effective }) => from === undefined || effective >= from);
  const timed = inPeriod.filter(({ effective }) => effective !== unknownTime);
  const last = osloDay(to === undefined ? (timed.at(-1)?.effective ?? now) : to - 1);
  const window = homePressure(found.readings, last, protocol);
  const ordered = orderedPressureTarget(reader.orders, timed.at(-1)?.effective ?? now);
  const target = asGiven ?? ordered ?? defaultPressureTarget;
  const { exact, excluded } = exactReadings(inPeriod);
  const share = withinTarget(exact, target);
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...parts.group('target', [
        ...targetParts(target),
        ...(asGiven && ordered ? parts.group('ordered', targetParts(ordered)) : []),
      ]),
      ...parts.group('window', windowParts(window, target)),
      ...weeklyPressure(exact).flatMap(({ monday, mean, used }) =>
        parts.group('week', [
          ...parts.date('monday', monday),
          ...meanParts('mean', mean),
          ...used.flatMap((reference) => parts.reference('used', reference)),
        ]),
      ),
      ...parts.group('withinTarget', [
        ...parts.integer('within', share.within),
        ...parts.integer('count', share.count),
      ]),
      ...parts.excludedParts(excluded),
    ],
  };
};

/** Undefined: the request says none. */
function givenTarget(given: URLSearchParams): PressureTarget | undefined {
  const [systolicLow, systolicHigh, diastolicLow, diastolicHigh] = ends.map((name) =>
    parseNumber(given, name, { low: 1, high: 350 }),
  );
  if ([systolicLow, systolicHigh, diastolicLow, diastolicHigh].every((end) => end === undefined)) {
    return undefined;
  }
  return {
    systolic: rangeOf('systolic', systolicLow, systolicHigh),
    diastolic: rangeOf('diastolic', diastolicLow, diastolicHigh),
    origin: 'given',
    source: 'As given in the request',
  };
}

/** A target for one pressure alone would leave the other without any. */
function rangeOf(part: string, low: number | undefined, high: number | undefined) {
  if (high === undefined) throw parameterError(`${part}High`, 'is required in a target');
  if (low !== undefined && low > high) throw parameterError(`${part}Low`, `must not be above ${part}High`);
  return { high, ...(low !== undefined && { low }) };
}

function targetParts(target: PressureTarget): parts.Parts {
  const { systolic, diastolic, origin, source, order, byDefault } = target;
  return [
    ...parts.code('origin', origin),
    ...parts.text('source', source),
    ...parts.integer('systolicLow', systolic.low),
    ...parts.integer('systolicHigh', systolic.high),
    ...parts.integer('diastolicLow', diastolic.low),
    ...parts.integer('diastolicHigh', diastolic.high),
    ...parts.code('byDefault', byDefault),
    ...(order
      ? [...parts.reference('order', orderReference(order)), ...parts.group('setBy', setByParts(order))]
      : []),
  ];
}

function setByParts({ setBy, from }: OrderVersion): parts.Parts {
  return [
    ...parts.text('name', setBy.name),
    ...parts.text('organization', setBy.organization.name),
    ...parts.instant('from', from),
  ];
}

function windowParts(window: HomePressure, target: PressureTarget): parts.Parts {
  const verdict = homePressureVerdict(window, target);
  return [
    ...parts.code('protocol', window.protocol.id),
    ...parts.text('source', window.protocol.source),
    ...parts.date('firstDay', window.firstDay),
    ...parts.date('lastDay', window.lastDay),
    ...window.discardedDays.flatMap((discarded) => parts.date('discardedDay', discarded)),
    ...parts.integer('days', window.days),
    ...parts.integer('countUsed', window.used.length),
    ...parts.integer('countExcluded', window.excluded.length),
    ...meanParts('mean', window.mean),
    ...meanParts('morning', window.morning),
    ...meanParts('evening', window.evening),
    ...parts.code('verdict', verdict.kind === 'compared' ? verdict.worst : verdict.kind),
    ...(verdict.kind === 'compared'
      ? [...parts.code('systolic', verdict.systolic), ...parts.code('diastolic', verdict.diastolic)]
      : []),
    ...parts.lackingParts(window.lacking),
    ...window.used.flatMap((used) => parts.reference('used', used)),
    ...parts.excludedParts(window.excluded),
  ];
}

function meanParts(name: string, mean: PressureMean | undefined): parts.Parts {
  if (!mean) return [];
  return parts.group(name, [
    ...parts.integer('count', mean.count),
    ...parts.quantity('systolic', mean.systolic, 'mm[Hg]', 0),
    ...parts.quantity('diastolic', mean.diastolic, 'mm[Hg]', 0),
  ]);
}
