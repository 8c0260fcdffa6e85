import { limitsExtension, scaleExtension, toCoding, toRepeat } from '#clinical/orders/order-elements.ts';
import type { OrderFault } from '#clinical/orders/order-fault.ts';
import { limitNames, type OrderContent, type OrderVersion, type PartRule } from '#clinical/orders/order.ts';
import type { VitalSign } from '#clinical/types.ts';

/** An order as it is sent: `decodeOrder` reads what the facade answers back to the same. Who sets it is the facade's to say. */
export function toServiceRequest(
  vitalSign: VitalSign,
  patient: string,
  { rules, schedule, news2Scale, reason, from, to }: OrderContent,
  { id, status }: { id?: string; status: OrderVersion['status'] },
): fhir4.ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    ...(id !== undefined && { id }),
    ...extensionsOf(vitalSign, rules, news2Scale),
    status,
    intent: 'order',
    code: { coding: [toCoding(vitalSign.code)] },
    subject: { reference: `Patient/${patient}` },
    occurrenceTiming: {
      repeat: {
        boundsPeriod: {
          start: new Date(from).toISOString(),
          ...(to !== undefined && { end: new Date(to - 1).toISOString() }),
        },
        ...toRepeat(schedule),
      },
    },
    reasonCode: [{ text: reason }],
  };
}

/** R4 has no empty lists. */
function extensionsOf(
  { parts }: VitalSign,
  rules: OrderContent['rules'],
  news2Scale: OrderContent['news2Scale'],
): Pick<fhir4.ServiceRequest, 'extension'> {
  const extension = [
    ...rules.flatMap((rule) => {
      const part = parts.find(({ key }) => key === rule.part);
      return part ? [limitsExtension(part, rule)] : [];
    }),
    ...scaleExtension(news2Scale === undefined ? {} : { news2Scale }),
  ];
  return extension.length > 0 ? { extension } : {};
}

/** The form's field that a broken rule is about; `order` when it is about none of them. */
export function fieldOfFault({ rule, member }: OrderFault, rules: readonly PartRule[]): string {
  if (rule === undefined) return /^(schedule\.\w+|to|reason)$/.test(member) ? member : 'order';
  return `${rules[rule]?.part ?? ''}.${fieldOfMember(member)}`;
}

function fieldOfMember(member: string): string {
  if (member === 'target') return 'target.low';
  if (member === 'changes') return 'changes[0].by';
  if (/^changes\[\d+\]$/.test(member)) return `${member}.by`;
  if (member === 'limits') return 'yellowHigh';
  return member.replace(/^limits\./, '');
}

/** The same of an element that the facade names in what was sent. */
export function fieldOfElement(
  expression: string,
  sent: fhir4.ServiceRequest,
  rules: readonly PartRule[],
): string {
  if (expression.includes('reasonCode')) return 'reason';
  if (expression.includes('boundsPeriod')) return expression.endsWith('.start') ? 'from' : 'to';
  const timing: Record<string, string> = {
    frequency: 'schedule.frequency',
    period: 'schedule.period',
    dayOfWeek: 'schedule.weekdays',
    timeOfDay: 'schedule.timesOfDay',
  };
  const named = /\.repeat\.(\w+)/.exec(expression)?.[1];
  if (named) return timing[named] ?? 'order';
  const [, rule, member] = /\.extension\[(\d+)\](?:\.extension\[(\d+)\])?/.exec(expression) ?? [];
  const part = rules[Number(rule)]?.part;
  if (rule === undefined || part === undefined) return 'order';
  const inside = sent.extension?.[Number(rule)]?.extension ?? [];
  const url = inside[Number(member)]?.url ?? '';
  if (limitNames.some((name) => name === url)) return `${part}.${url}`;
  if (url === 'target') return `${part}.target.${expression.includes('.high') ? 'high' : 'low'}`;
  if (url === 'persistence') return `${part}.persistence`;
  if (url !== 'change') return 'order';
  const before = inside.slice(0, Number(member)).filter((each) => each.url === 'change').length;
  return `${part}.changes[${before}].by`;
}
