import { monitoringLimitsUrl, news2ScaleUrl } from '../canonical.ts';
import { UCUM } from '../code-systems.ts';
import type { Coding, Part, Quantity } from '../types.ts';
import { limitNames, type ChangeLimit, type OrderContent, type PartRule, type Schedule } from './order.ts';

/** The subset of an R4 Extension that an order is made of: it fits a `fhir4.Extension`. */
export interface OrderExtension {
  url: string;
  extension?: OrderExtension[];
  valueCoding?: OrderCoding;
  valueQuantity?: OrderQuantity;
  valueRange?: { low?: OrderQuantity; high?: OrderQuantity };
  valueCode?: string;
  valuePositiveInt?: number;
}

type OrderCoding = { [K in keyof Coding]?: string };
type OrderQuantity = Omit<{ [K in keyof Quantity]?: NonNullable<Quantity[K]> }, 'comparator'>;

/** The subset of an R4 Timing.repeat. */
interface RepeatElements {
  frequency?: number;
  period?: number;
  periodUnit?: Schedule['unit'];
  dayOfWeek?: NonNullable<Schedule['weekdays']>[number][];
  timeOfDay?: string[];
}

/** How often, of `occurrenceTiming.repeat`. */
export function toRepeat(schedule: Schedule | undefined): RepeatElements {
  if (!schedule) return {};
  const { frequency, period, unit, weekdays, timesOfDay } = schedule;
  return {
    frequency,
    period,
    periodUnit: unit,
    ...(weekdays && { dayOfWeek: [...weekdays] }),
    ...(timesOfDay && { timeOfDay: [...timesOfDay] }),
  };
}

/** The scale of NEWS2 that was decided; nothing when none was. */
export function scaleExtension({ news2Scale }: Pick<OrderContent, 'news2Scale'>): OrderExtension[] {
  return news2Scale === undefined ? [] : [{ url: news2ScaleUrl, valuePositiveInt: news2Scale }];
}

/** What is asked of one part. */
export function limitsExtension(
  part: Part,
  { limits, target, changes = [], persistence }: PartRule,
): OrderExtension {
  const extension: OrderExtension[] = [{ url: 'part', valueCoding: toCoding(part.code) }];
  for (const name of limitNames) {
    const value = limits[name];
    if (value !== undefined) extension.push({ url: name, valueQuantity: quantity(part, value) });
  }
  if (target) {
    const { low, high } = target;
    extension.push({
      url: 'target',
      valueRange: {
        ...(low !== undefined && { low: quantity(part, low) }),
        ...(high !== undefined && { high: quantity(part, high) }),
      },
    });
  }
  extension.push(...changes.map((change) => changeExtension(part, change)));
  if (persistence) {
    extension.push({
      url: 'persistence',
      extension: [
        { url: 'needed', valuePositiveInt: persistence.needed },
        { url: 'of', valuePositiveInt: persistence.of },
      ],
    });
  }
  return { url: monitoringLimitsUrl, extension };
}

function changeExtension(part: Part, { level, direction, by, days }: ChangeLimit): OrderExtension {
  return {
    url: 'change',
    extension: [
      { url: 'level', valueCode: level },
      { url: 'direction', valueCode: direction },
      { url: 'by', valueQuantity: quantity(part, by) },
      { url: 'days', valuePositiveInt: days },
    ],
  };
}

function quantity({ unit, unitDisplay }: Part, value: number): OrderQuantity {
  return {
    value,
    ...(unit !== undefined && { unit: unitDisplay, system: UCUM, code: unit }),
  };
}

export function toCoding({ system, code, display }: Part['code']): OrderCoding {
  return { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
}
