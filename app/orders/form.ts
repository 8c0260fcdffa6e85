import { orderFault } from '#clinical/orders/check-order.ts';
import {
  limitNames,
  type ChangeLimit,
  type LimitName,
  type OrderContent,
  type PartRule,
  type Schedule,
} from '#clinical/orders/order.ts';
import type { OrderTemplate } from '#clinical/orders/templates.ts';
import type { PartKey, VitalSign } from '#clinical/types.ts';
import { addDays, dateOf, isCalendarDate, startOfDate } from '../time/oslo.ts';
import { fieldOfFault } from './sent-order.ts';

export interface ChangeFields {
  level: ChangeLimit['level'];
  direction: ChangeLimit['direction'];
  by: string;
  days: string;
}

/** What is typed of one part. */
export interface PartFields {
  part: PartKey;
  limits: Record<LimitName, string>;
  target: { low: string; high: string };
  changes: ChangeFields[];
  persistence: { needed: string; of: string };
}

/** What is typed. Numbers as text with a decimal comma; empty: not set. */
export interface OrderForm {
  parts: PartFields[];
  schedule: {
    frequency: string;
    period: string;
    unit: Schedule['unit'];
    weekdays: NonNullable<Schedule['weekdays']>[number][];
    timesOfDay: string;
  };
  /** Of NEWS2; empty: nobody has decided it. */
  news2Scale: '' | '1' | '2';
  /** `kept`: as the version that is changed, whose past is judged anew. */
  start: 'now' | 'kept' | 'date';
  /** Of start `date`: a day in Oslo. */
  from: string;
  /** Last day in Oslo; empty: until further notice. */
  to: string;
  reason: string;
}

/** Why each field cannot be sent: the reasons of OrderFault, and those of what is no number, time or date. */
export type FormFaults = Readonly<Record<string, string>>;

type Content = Partial<Pick<OrderContent, 'rules' | 'schedule' | 'news2Scale' | 'reason' | 'from' | 'to'>>;

/** A form that says what an order says; of none: an empty one. A change begins now unless another start is chosen. */
export function toForm(
  { parts }: VitalSign,
  { rules = [], schedule, news2Scale, reason = '', to }: Content = {},
): OrderForm {
  return {
    parts: parts.map(({ key }) =>
      toPartFields(
        key,
        rules.find(({ part }) => part === key),
      ),
    ),
    schedule: toScheduleFields(schedule),
    news2Scale: news2Scale === undefined ? '' : news2Scale === 1 ? '1' : '2',
    start: 'now',
    from: '',
    to: to === undefined ? '' : dateOf(to - 1),
    reason,
  };
}

function toPartFields(part: PartKey, rule: PartRule | undefined): PartFields {
  const { limits = {}, target, changes = [], persistence } = rule ?? {};
  return {
    part,
    limits: {
      redLow: typed(limits.redLow),
      yellowLow: typed(limits.yellowLow),
      yellowHigh: typed(limits.yellowHigh),
      redHigh: typed(limits.redHigh),
    },
    target: { low: typed(target?.low), high: typed(target?.high) },
    changes: changes.map((each) => ({ ...each, by: typed(each.by), days: typed(each.days) })),
    persistence: { needed: typed(persistence?.needed), of: typed(persistence?.of) },
  };
}

function toScheduleFields(schedule: Schedule | undefined): OrderForm['schedule'] {
  return {
    frequency: typed(schedule?.frequency),
    period: typed(schedule?.period ?? 1),
    unit: schedule?.unit ?? 'd',
    weekdays: [...(schedule?.weekdays ?? [])],
    timesOfDay: (schedule?.timesOfDay ?? []).map((time) => time.replace(/:00$/, '')).join(', '),
  };
}

const typed = (value: number | undefined) => (value === undefined ? '' : String(value).replace('.', ','));

/** Fills in a template. @returns the fields that somebody must weigh for the patient before they are used */
export function fillIn(
  form: OrderForm,
  vitalSign: VitalSign,
  template: OrderTemplate,
): { form: OrderForm; fields: string[] } {
  const { parts, schedule } = toForm(vitalSign, template);
  const fields = parts.flatMap(({ part, limits, target, changes }) => [
    ...limitNames.filter((name) => limits[name] !== '').map((name) => `${part}.${name}`),
    ...(['low', 'high'] as const).filter((end) => target[end] !== '').map((end) => `${part}.target.${end}`),
    ...changes.map((_, index) => `${part}.changes[${index}].by`),
  ]);
  return {
    form: { ...form, parts, schedule },
    fields: [...fields, ...(schedule.frequency === '' ? [] : ['schedule.frequency'])],
  };
}

/**
 * The order that a form asks for, checked by the rules that the facade has.
 * @param kept the period of the version that is changed
 * @param now epoch milliseconds
 */
export function readForm(
  form: OrderForm,
  vitalSign: VitalSign,
  kept: Pick<OrderContent, 'from' | 'to'> | undefined,
  now: number,
): { content: OrderContent; faults: FormFaults } {
  const faults: Record<string, string> = {};
  const number = (text: string, field: string): number | undefined => {
    if (text.trim() === '') return undefined;
    const value = numberIn(text);
    if (Number.isNaN(value)) faults[field] ??= 'not-a-number';
    return value;
  };
  const rules = form.parts.flatMap((part) => readPart(part, number));
  const schedule = readSchedule(form.schedule, number, faults);
  const content: OrderContent = {
    code: vitalSign.code.code ?? '',
    rules,
    ...(schedule && { schedule }),
    ...(form.news2Scale !== '' && { news2Scale: form.news2Scale === '1' ? 1 : 2 }),
    reason: form.reason.trim(),
    ...readPeriod(form, kept, now, faults),
  };
  if (Object.keys(faults).length === 0) {
    const fault = orderFault(content);
    if (fault) faults[fieldOfFault(fault, rules)] = fault.reason;
  }
  return { content, faults };
}

type ReadNumber = (text: string, field: string) => number | undefined;

function readPart(
  { part, limits, target, changes, persistence }: PartFields,
  number: ReadNumber,
): PartRule[] {
  const set: Partial<Record<LimitName, number>> = {};
  for (const name of limitNames) {
    const value = number(limits[name], `${part}.${name}`);
    if (value !== undefined) set[name] = value;
  }
  const low = number(target.low, `${part}.target.low`);
  const high = number(target.high, `${part}.target.high`);
  const hasTarget = low !== undefined || high !== undefined;
  const counts = [persistence.needed, persistence.of].map((text) => number(text, `${part}.persistence`));
  const hasPersistence = counts.some((count) => count !== undefined);
  if (Object.keys(set).length === 0 && !hasTarget && changes.length === 0 && !hasPersistence) return [];
  const [needed = NaN, of = NaN] = counts;
  return [
    {
      part,
      limits: set,
      ...(hasTarget && {
        target: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
      }),
      ...(changes.length > 0 && {
        changes: changes.map(({ by, days, ...change }, index) => ({
          ...change,
          by: number(by, `${part}.changes[${index}].by`) ?? NaN,
          days: number(days, `${part}.changes[${index}].days`) ?? NaN,
        })),
      }),
      ...(hasPersistence && { persistence: { needed, of } }),
    },
  ];
}

function readSchedule(
  { frequency, period, unit, weekdays, timesOfDay }: OrderForm['schedule'],
  number: ReadNumber,
  faults: Record<string, string>,
): Schedule | undefined {
  const times = timesOfDay.split(/[,;\s]+/).filter(Boolean);
  if (frequency.trim() === '' && weekdays.length === 0 && times.length === 0) return undefined;
  const read = times.map(timeOfDay);
  if (read.includes(undefined)) faults['schedule.timesOfDay'] = 'not-a-time';
  return {
    frequency: number(frequency, 'schedule.frequency') ?? NaN,
    period: number(period, 'schedule.period') ?? NaN,
    unit,
    ...(weekdays.length > 0 && { weekdays }),
    ...(times.length > 0 && { timesOfDay: read.map((time) => time ?? '') }),
  };
}

/** `8.00`, `08:00` and `08:00:30` → `hh:mm:ss`. */
function timeOfDay(text: string): string | undefined {
  const [, hour = '', minute = '', second = '00'] = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$/.exec(text) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}:${second}`;
}

function readPeriod(
  { start, from, to }: OrderForm,
  kept: Pick<OrderContent, 'from' | 'to'> | undefined,
  now: number,
  faults: Record<string, string>,
): Pick<OrderContent, 'from' | 'to'> {
  if (start === 'date' && !isCalendarDate(from)) faults['from'] = 'not-a-date';
  if (to !== '' && !isCalendarDate(to)) faults['to'] = 'not-a-date';
  if (faults['from'] || faults['to']) return { from: now };
  const begins = start === 'now' ? now : start === 'kept' ? (kept?.from ?? now) : startOfDate(from);
  if (to === '') return { from: begins };
  const same = kept?.to !== undefined && dateOf(kept.to - 1) === to;
  return { from: begins, to: same ? (kept.to ?? 0) : startOfDate(addDays(to, 1)) };
}

function numberIn(text: string): number {
  const plain = text.trim().replace(',', '.').replace('−', '-');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
