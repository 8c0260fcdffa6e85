import { monitoringLimitsUrl, news2ScaleUrl } from '../clinical/canonical.ts';
import { orderFault } from '../clinical/orders/check-order.ts';
import type { OrderFault } from '../clinical/orders/order-fault.ts';
import type { OrderContent, OrderVersion, Schedule } from '../clinical/orders/order.ts';
import type { VitalSign } from '../clinical/types.ts';
import { findVitalSign } from '../clinical/vital-signs.ts';
import { FhirError } from '../errors.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { isSamePatient, type PatientInContext } from '../observation/same-patient.ts';
import { holdsPersonNumber } from '../person/person-number-in-text.ts';
import { readLimits, type ReadRule } from './read-limits.ts';
import { refusal } from './refusal.ts';
import { serviceRequest, type SentServiceRequest } from './order-structure.ts';

/** An order starts no earlier. */
export const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(9999, 0, 1);

export type ReadOrder = OrderContent & Pick<OrderVersion, 'status'>;

/**
 * What a sent ServiceRequest orders. Refuses what is none in R4 (400), what an order cannot obey or must not say (422) and
 * another patient's (403), naming element and rule. Not kept, because it says nothing of its own: id, meta, generated text,
 * displays; and authoredOn, requester and organisation, which are whoever has logged in, now.
 */
export function readServiceRequest(sent: unknown, context: PatientInContext): ReadOrder {
  requireServiceRequest(sent);
  requireSubject(sent, context);
  const { status, code, extension = [], occurrenceTiming, reasonCode } = sent;
  const vitalSign = readCode(code.coding);
  const rules = extension.flatMap((each, index) =>
    each.url === monitoringLimitsUrl
      ? [readLimits(each, vitalSign, `ServiceRequest.extension[${index}]`)]
      : [],
  );
  const { repeat } = occurrenceTiming;
  const schedule = readSchedule(repeat);
  const order: ReadOrder = {
    status,
    code: vitalSign.code.code ?? '',
    rules: rules.map(({ rule }) => rule),
    ...(schedule && { schedule }),
    ...readScale(extension),
    reason: reasonCode[0].text.trim(),
    ...readPeriod(repeat.boundsPeriod),
  };
  requireAnonymous(order.reason);
  requireEnd(order);
  const fault = orderFault(order);
  if (fault?.member === 'news2Scale') throw ofScale(fault, extension);
  if (fault) throw ofFault(fault, rules);
  return order;
}

function requireServiceRequest(sent: unknown): asserts sent is SentServiceRequest {
  const found = serviceRequest(sent);
  if (!found) return;
  const { path, rule, code, reason = 'structure-invalid' } = found;
  throw new FhirError(code === undefined ? 400 : 422, code ?? 'structure', `ServiceRequest${path} ${rule}`, {
    expression: [`ServiceRequest${path}`],
    reason,
  });
}

function requireSubject({ subject }: SentServiceRequest, context: PatientInContext): void {
  const { reference, identifier } = subject;
  if (!reference && !identifier) {
    throw refusal(
      'ServiceRequest.subject',
      'must have a reference or an identifier',
      'element-missing',
      'required',
    );
  }
  const { system = '', value = '' } = identifier ?? {};
  const same = isSamePatient(context, reference ? [reference] : [], identifier ? [`${system}|${value}`] : []);
  if (same) return;
  throw new FhirError(403, 'forbidden', "ServiceRequest.subject is another patient than the token's", {
    expression: ['ServiceRequest.subject'],
    reason: 'other-patient',
  });
}

function readCode(coding: readonly fhir4.Coding[]): VitalSign {
  const found = findVitalSign(coding);
  const isOne = (each: fhir4.Coding) => findVitalSign([each])?.vitalSign === found?.vitalSign;
  if (found && !found.alias && coding.every(isOne)) return found.vitalSign;
  const rule = 'must be of one vital sign of the catalogue (ObservationDefinition), and of nothing else';
  throw refusal('ServiceRequest.code', rule, 'code-unknown', 'code-invalid');
}

function readSchedule(repeat: SentServiceRequest['occurrenceTiming']['repeat']): Schedule | undefined {
  const { boundsPeriod: _, frequency, period, periodUnit, dayOfWeek, timeOfDay } = repeat;
  const said = [frequency, period, periodUnit, dayOfWeek, timeOfDay].some((each) => each !== undefined);
  if (!said) return undefined;
  if (frequency === undefined || period === undefined || periodUnit === undefined) {
    const rule = 'must say how often by all of frequency, period and periodUnit';
    throw refusal('ServiceRequest.occurrenceTiming.repeat', rule, 'element-missing', 'required');
  }
  return {
    frequency,
    period,
    unit: periodUnit as Schedule['unit'],
    ...(dayOfWeek && { weekdays: dayOfWeek as NonNullable<Schedule['weekdays']> }),
    ...(timeOfDay && { timesOfDay: timeOfDay }),
  };
}

/** One that is neither 1 nor 2 is read as it stands, for orderFault to refuse. */
function readScale(extension: readonly fhir4.Extension[]): Pick<OrderContent, 'news2Scale'> {
  const first = extension.findIndex(({ url }) => url === news2ScaleUrl);
  const last = extension.findLastIndex(({ url }) => url === news2ScaleUrl);
  if (first !== last) throw refusal(`ServiceRequest.extension[${last}]`, 'may stand once', 'repeated');
  const scale = extension[first]?.valuePositiveInt as OrderContent['news2Scale'];
  return scale === undefined ? {} : { news2Scale: scale };
}

/** A date is the calendar day in Europe/Oslo: it starts as the day does, and ends with it. */
function readPeriod({
  start,
  end,
}: SentServiceRequest['occurrenceTiming']['repeat']['boundsPeriod']): Pick<OrderContent, 'from' | 'to'> {
  const element = 'ServiceRequest.occurrenceTiming.repeat.boundsPeriod';
  const { from } = instants(start, `${element}.start`);
  return end === undefined ? { from } : { from, to: instants(end, `${element}.end`).to };
}

function instants(dateTime: string, element: string): { from: number; to: number } {
  const span = parseDateTime(dateTime);
  if (!span || span.from < earliest || span.to > latest) {
    throw refusal(element, 'must lie between 1900 and 9998', 'period-invalid');
  }
  return span;
}

function requireAnonymous(reason: string): void {
  if (!holdsPersonNumber(reason)) return;
  throw refusal('ServiceRequest.reasonCode[0].text', 'must be without a national number', 'reason-invalid');
}

/** What is over says when it ended: it would go on judging. */
function requireEnd({ status, to }: ReadOrder): void {
  if (to !== undefined || status === 'active' || status === 'entered-in-error') return;
  const element = 'ServiceRequest.occurrenceTiming.repeat.boundsPeriod.end';
  throw refusal(element, `is required when the status is ${status}`, 'element-missing', 'required');
}

const elements: Record<string, string> = {
  code: 'code',
  to: 'occurrenceTiming.repeat.boundsPeriod.end',
  reason: 'reasonCode[0].text',
  rules: 'extension',
  'schedule.frequency': 'occurrenceTiming.repeat.frequency',
  'schedule.period': 'occurrenceTiming.repeat.period',
  'schedule.weekdays': 'occurrenceTiming.repeat.dayOfWeek',
  'schedule.timesOfDay': 'occurrenceTiming.repeat.timeOfDay',
};

function ofScale({ text, reason }: OrderFault, extension: readonly fhir4.Extension[]): FhirError {
  const index = extension.findIndex(({ url }) => url === news2ScaleUrl);
  return refusal(`ServiceRequest.extension[${index}].valuePositiveInt`, text, reason);
}

function ofFault({ rule, member, text, reason }: OrderFault, rules: readonly ReadRule[]): FhirError {
  const own =
    rule === undefined ? undefined : (rules[rule]?.elements.get(member) ?? rules[rule]?.elements.get('part'));
  return refusal(own ?? `ServiceRequest.${elements[member] ?? 'extension'}`, text, reason);
}
