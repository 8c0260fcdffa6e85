import type { ClinicianGrant } from '../access/grant.ts';
import { individualLimits } from '../clinical/orders/limits-at.ts';
import type { PartRule } from '../clinical/orders/order.ts';
import { previewOf, supposedOrder } from '../clinical/orders/preview.ts';
import { dayText, osloDay } from '../clinical/oslo-clock.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import type { Permitted } from '../reading/reading.ts';
import { longBefore } from '../summaries/measurements.ts';
import { judgedReadings } from './judged-readings.ts';
import { previewParameters } from './preview-parameters.ts';
import { earliest, type ReadOrder } from './read-order.ts';

/** Today in Oslo among them, as the period that the app calls 90 days. */
const days = 90;

/**
 * ServiceRequest/$preview: the patient's measurements of the last 90 days in Oslo until now, as they are read today and as they would be
 * by the order. A change limit looks back before that, and what it looked at was read; persistence looks back as far as there is
 * anything, and tells a number of those alone (`../reading/latest-tally.ts`). Answers as its OperationDefinition says.
 * @param now epoch milliseconds
 */
export async function previewOrder(
  { allowedCategories, store, orders }: Permitted,
  grant: ClinicianGrant,
  order: ReadOrder,
  now: number,
): Promise<fhir4.Parameters> {
  const vitalSign = vitalSignByCode(undefined, order.code);
  if (!vitalSign) throw new Error('A validated order is of no vital sign');
  const { hpr, name } = grant.practitioner;
  const from = parseDateTime(dayText(osloDay(now) - days + 1))?.from ?? now;
  const supposed = supposedOrder(order, { hpr, name, organization: grant.organization }, earliest);
  const ofCode = orders.filter(({ code }) => code === order.code);
  const some = (has: (rule: PartRule) => boolean) =>
    [supposed, ...ofCode].some(({ rules }) => rules.some(has));
  const period = { from, to: now };
  const told = some(({ changes }) => changes !== undefined) ? longBefore(period) : period;
  const answers = await store.trendSupposing(
    grant.person,
    { codes: [order.code], period: told, ...(allowedCategories && { allowedCategories }) },
    individualLimits([supposed]),
    some(({ persistence }) => persistence !== undefined) ? { to: now } : told,
  );
  const readings = judgedReadings(
    vitalSign,
    {
      proposed: { answer: answers.supposed, orders: [supposed] },
      today: { answer: answers.today, orders: ofCode },
    },
    from,
  );
  const preview = previewOf(
    vitalSign.parts.map(({ key }) => key),
    readings,
  );
  return previewParameters(grant, vitalSign, preview, {
    ...period,
    lastReceived: answers.today.lastReceived,
  });
}
