import { glucose } from '../clinical/catalogue/glucose.ts';
import { ruleAt } from '../clinical/orders/rule-at.ts';
import { dayText, osloDay } from '../clinical/oslo-clock.ts';
import type { ProfileBin } from '../clinical/summaries/day-profile.ts';
import { profilePercents } from '../clinical/summaries/day-profile.ts';
import {
  glucoseGoals,
  glucoseSource,
  type Ends,
  type GlucoseGroup,
} from '../clinical/summaries/glucose-ranges.ts';
import {
  glucoseGates,
  glucoseSummary,
  type GoalResult,
  type GlucoseShare,
  type SensorGlucose,
  type SpotGlucose,
} from '../clinical/summaries/glucose.ts';
import { exactReadings } from '../clinical/summaries/reading.ts';
import { milligramsPerMillimole } from '../clinical/unit-table.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { missingParameter, parseChoice } from '../fhir/parameters.ts';
import type { Interval } from '../store/national-store.ts';
import { readMeasurements } from './measurements.ts';
import * as parts from './parts.ts';
import type { Summary } from './summary.ts';
import { targetParts } from './target-parts.ts';
import { usedParts } from './used-parts.ts';

const groups = Object.keys(glucoseGoals) as GlucoseGroup[];
const binChoices = ['15', '30', '60', '120', '180'] as const;

/** Observation/$glucose-summary. Answers as its OperationDefinition says. */
export const glucoseOperation: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['group', 'interval', 'bin'], strict);
  const group = parseChoice(given, 'group', groups);
  if (group === undefined) throw missingParameter('group');
  const interval = parseChoice(given, 'interval', ['1', '5', '15']);
  const bin = parseChoice(given, 'bin', binChoices) ?? '60';
  const period = periodOf(question.period, now);
  const found = await readMeasurements(reader, glucose, ['value'], period);
  const latest = exactReadings(found.readings).exact.at(-1)?.effective ?? now;
  const inForce = ruleAt(reader.orders, glucose.code.code ?? '', 'glucose', latest);
  const target = inForce?.rule.target;
  const summary = glucoseSummary(found.readings, {
    period,
    group,
    binMinutes: Number(bin),
    ...(interval !== undefined && { interval: Number(interval) }),
    ...(target && { target }),
  });
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...parts.group('summedUp', [...parts.instant('from', period.from), ...parts.instant('to', period.to)]),
      ...parts.code('kind', summary.kind),
      ...parts.code('group', group),
      ...parts.text('source', glucoseSource),
      ...valueParts(summary),
      ...summary.shares.flatMap(shareParts),
      ...targetParts(inForce, { unit: 'mmol/L', decimals: 1 }, { more: targetShareParts(summary) }),
      ...(summary.kind === 'sensor' ? sensorParts(summary) : []),
      ...usedParts(summary.used, found),
      ...parts.excludedParts(summary.excluded),
    ],
  };
};

/** Without a start: fourteen whole days before the day that it ends on. It never ends later than now, so that silence is not counted ahead. */
function periodOf({ from, to = Infinity }: Interval, now: number): { from: number; to: number } {
  const end = Math.min(to, now);
  const first = dayText(osloDay(end - 1) - glucoseGates.days);
  const start = from ?? parseDateTime(first)?.from ?? end;
  return { from: Math.min(start, end), to: end };
}

function valueParts({ mean, ...summary }: SensorGlucose | SpotGlucose): parts.Parts {
  return [
    ...parts.integer('count', summary.count),
    ...parts.integer('beyondDevice', summary.beyondDevice),
    ...parts.quantity('mean', mean, 'mmol/L', 1),
    ...parts.quantity('meanMassConcentration', mean && mean * milligramsPerMillimole, 'mg/dL', 0),
    ...parts.quantity('standardDeviation', summary.standardDeviation, 'mmol/L', 1),
    ...parts.quantity('coefficientOfVariation', summary.variation, '%', 1),
  ];
}

function shareParts({ range, count, percent }: GlucoseShare): parts.Parts {
  const endParts = (name: string, { low, high }: Ends, decimals: number) =>
    parts.group(name, [...parts.decimal('low', low, decimals), ...parts.decimal('high', high, decimals)]);
  return parts.group('share', [
    ...parts.code('band', range.band),
    ...endParts('mmolPerLitre', range['mmol/L'], 1),
    ...endParts('mgPerDecilitre', range['mg/dL'], 0),
    ...parts.integer('count', count),
    ...parts.quantity('percent', percent, '%', 1),
  ]);
}

function targetShareParts({ targetShare }: SensorGlucose | SpotGlucose): parts.Parts {
  if (!targetShare) return [];
  const { below, within, above, uncertain, percent } = targetShare;
  return [
    ...parts.integer('below', below),
    ...parts.integer('within', within),
    ...parts.integer('above', above),
    ...(uncertain > 0 ? parts.integer('uncertain', uncertain) : []),
    ...parts.quantity('percent', percent, '%', 1),
  ];
}

function sensorParts(summary: SensorGlucose): parts.Parts {
  const { interval, days, activePercent, lacking, goals = [], indicator, profile = [] } = summary;
  return [
    ...parts.integer('interval', interval),
    ...parts.integer('days', days),
    ...parts.quantity('active', activePercent, '%', 1),
    ...parts.lackingParts(lacking),
    ...goals.flatMap(goalParts),
    ...parts.quantity('glucoseManagementIndicator', indicator?.percent, '%', 1),
    ...parts.quantity('glucoseManagementIndicatorIfcc', indicator?.mmolPerMol, 'mmol/mol', 0),
    ...profile.flatMap(binParts),
  ];
}

function goalParts({ goal, percent, met }: GoalResult): parts.Parts {
  return parts.group('goal', [
    ...parts.code('name', goal.name),
    ...parts.code('relation', goal.relation),
    ...parts.quantity('goal', goal.percent, '%', 0),
    ...parts.quantity('percent', percent, '%', 1),
    ...parts.truth('met', met),
  ]);
}

function binParts({ from, to, count, days, percentiles }: ProfileBin): parts.Parts {
  return parts.group('profile', [
    ...parts.integer('fromMinute', from),
    ...parts.integer('toMinute', to),
    ...parts.integer('count', count),
    ...parts.integer('days', days),
    ...profilePercents.flatMap((percent, index) =>
      parts.quantity(`p${percent}`, percentiles?.[index], 'mmol/L', 1),
    ),
  ]);
}
