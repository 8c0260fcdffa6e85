import type { ClinicianGrant } from '../access/grant.ts';
import {
  previewOf,
  supposedLimits,
  type ReadingJudged,
  type ValueJudged,
} from '../clinical/orders/preview.ts';
import { dayText, osloDay } from '../clinical/oslo-clock.ts';
import type { VitalSign } from '../clinical/types.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import type { Permitted } from '../reading/reading.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { TrendAnswer, TrendPoint } from '../store/national-store.ts';
import { previewParameters } from './preview-parameters.ts';
import type { ReadOrder } from './read-order.ts';

/** Today in Oslo among them, as the period that the app calls 90 days. */
const days = 90;

/**
 * ServiceRequest/$preview: the patient's measurements of the last 90 days in Oslo until now, as the store judges them today and as
 * it would by the order's limits. Answers as its OperationDefinition says.
 * @param now epoch milliseconds
 */
export async function previewOrder(
  { allowedCategories, store }: Permitted,
  grant: ClinicianGrant,
  order: ReadOrder,
  now: number,
): Promise<fhir4.Parameters> {
  const vitalSign = vitalSignByCode(undefined, order.code);
  if (!vitalSign) throw new Error('A validated order is of no vital sign');
  const { hpr, name } = grant.practitioner;
  const period = { from: parseDateTime(dayText(osloDay(now) - days + 1))?.from ?? now, to: now };
  const supposed = supposedLimits(order, { hpr, name, organization: grant.organization }, period.from);
  const query = { codes: [order.code], period, ...(allowedCategories && { allowedCategories }) };
  const answers = await store.trendSupposing(grant.person, query, supposed);
  const readings = readingsOf(vitalSign, answers.today, answers.supposed);
  const preview = previewOf(
    vitalSign.parts.map(({ key }) => key),
    readings,
  );
  return previewParameters(grant, vitalSign, preview, {
    ...period,
    lastReceived: answers.today.lastReceived,
  });
}

/** What came or was changed between the two answers is in neither number. */
function readingsOf({ parts }: VitalSign, today: TrendAnswer, supposed: TrendAnswer): ReadingJudged[] {
  const anew = new Map<number, TrendPoint>();
  for (const point of supposed.trends[0]?.points ?? []) anew.set(point.number, point);
  const readings: ReadingJudged[] = [];
  for (const point of today.trends[0]?.points ?? []) {
    const same = anew.get(point.number);
    if (same?.version !== point.version) continue;
    const { number, effective, dateOnly } = point;
    readings.push({
      reference: `Observation/${today.person ?? ''}-${number.toString(36)}`,
      effective,
      dateOnly,
      values: parts.map((_, index) => valueOf(point, same, index)),
    });
  }
  return readings;
}

function valueOf(point: TrendPoint, same: TrendPoint, index: number): ValueJudged | undefined {
  const value = point.values[index];
  if (typeof value !== 'number') return undefined;
  const { interpretation, improbable, comparator } = decodeJudgement(point.judgements[index] ?? 0);
  return {
    value,
    improbable,
    ...(comparator && { comparator }),
    today: interpretation,
    proposed: decodeJudgement(same.judgements[index] ?? 0).interpretation,
  };
}
