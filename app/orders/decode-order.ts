import { monitoringLimitsUrl, news2ScaleUrl, orderingOrganizationUrl } from '#clinical/canonical.ts';
import { oxygenScales } from '#clinical/orders/news2-scale.ts';
import {
  limitNames,
  weekdays,
  type ChangeLimit,
  type LimitName,
  type OrderVersion,
  type PartRule,
  type Schedule,
} from '#clinical/orders/order.ts';
import type { Part, VitalSign } from '#clinical/types.ts';
import { findVitalSign } from '#clinical/vital-signs.ts';
import { FhirError } from '../fhir/fhir-error.ts';

const statuses = ['active', 'completed', 'revoked', 'entered-in-error'] as const;
const extensions = [monitoringLimitsUrl, news2ScaleUrl, orderingOrganizationUrl];
const units = ['h', 'd', 'wk'] as const;

/**
 * A version of an order from its ServiceRequest, as server/orders/README.md describes it. @throws FhirError for anything that is not
 * known here: an order is never shown, and never sent back, with a part of it left out.
 */
export function decodeOrder(resource: fhir4.ServiceRequest): OrderVersion {
  const { id, meta, extension = [], requester, occurrenceTiming, reasonCode } = resource;
  const vitalSign = needed(findVitalSign(resource.code?.coding ?? [])?.vitalSign, 'code');
  const { boundsPeriod, ...repeat } = occurrenceTiming?.repeat ?? {};
  const end = boundsPeriod?.end;
  const schedule = decodeSchedule(repeat);
  const limits = extension.filter(({ url }) => url === monitoringLimitsUrl);
  const place = extension.find(({ url }) => url === orderingOrganizationUrl)?.valueReference;
  const scale = extension.find(({ url }) => url === news2ScaleUrl);
  if (extension.some(({ url }) => !extensions.includes(url))) throw unknown('extension');
  return {
    id: needed(id, 'id'),
    version: Number(needed(meta?.versionId, 'meta.versionId')),
    status: known(statuses, resource.status, 'status'),
    code: vitalSign.code.code ?? '',
    rules: limits.map((each) => decodeRule(vitalSign, each.extension ?? [])),
    ...(schedule && { schedule }),
    ...(scale && { news2Scale: known(oxygenScales, scale.valuePositiveInt, 'news2-scale') }),
    reason: reasonCode?.[0]?.text ?? '',
    from: instant(needed(boundsPeriod?.start, 'boundsPeriod.start')),
    ...(end !== undefined && { to: instant(end) + 1 }),
    setBy: {
      hpr: requester?.identifier?.value ?? '',
      name: requester?.display ?? '',
      organization: { orgnr: place?.identifier?.value ?? '', name: place?.display ?? '' },
    },
    lastUpdated: instant(needed(meta?.lastUpdated, 'meta.lastUpdated')),
  };
}

function decodeSchedule(repeat: fhir4.TimingRepeat): Schedule | undefined {
  const { frequency, period, periodUnit, dayOfWeek, timeOfDay, ...others } = repeat;
  if (Object.keys(others).length > 0) throw unknown('repeat');
  if (frequency === undefined) return undefined;
  return {
    frequency,
    period: needed(period, 'repeat.period'),
    unit: known(units, periodUnit, 'repeat.periodUnit'),
    ...(dayOfWeek && { weekdays: dayOfWeek.map((day) => known(weekdays, day, 'repeat.dayOfWeek')) }),
    ...(timeOfDay && { timesOfDay: timeOfDay }),
  };
}

function decodeRule(vitalSign: VitalSign, extension: readonly fhir4.Extension[]): PartRule {
  const code = extension.find(({ url }) => url === 'part')?.valueCoding?.code;
  const part = needed(
    vitalSign.parts.find((each) => each.code.code === code),
    'part',
  );
  const limits: Partial<Record<LimitName, number>> = {};
  const changes: ChangeLimit[] = [];
  let rule: Omit<PartRule, 'limits' | 'changes'> = { part: part.key };
  for (const each of extension) {
    const name = limitNames.find((limit) => limit === each.url);
    if (name) limits[name] = valueOf(part, each.valueQuantity);
    else if (each.url === 'target') {
      const { low, high } = each.valueRange ?? {};
      const target = {
        ...(low && { low: valueOf(part, low) }),
        ...(high && { high: valueOf(part, high) }),
      };
      rule = { ...rule, target };
    } else if (each.url === 'change') changes.push(decodeChange(part, each.extension ?? []));
    else if (each.url === 'persistence') {
      const persistence = { needed: whole(each.extension, 'needed'), of: whole(each.extension, 'of') };
      rule = { ...rule, persistence };
    } else if (each.url !== 'part') throw unknown(each.url);
  }
  return { ...rule, limits, ...(changes.length > 0 && { changes }) };
}

function decodeChange(part: Part, extension: readonly fhir4.Extension[]): ChangeLimit {
  const find = (name: string) => extension.find(({ url }) => url === name);
  return {
    level: known(['yellow', 'red'], find('level')?.valueCode, 'change.level'),
    direction: known(['rise', 'fall'], find('direction')?.valueCode, 'change.direction'),
    by: valueOf(part, find('by')?.valueQuantity),
    days: whole(extension, 'days'),
  };
}

/** A number in another unit is no limit. */
function valueOf({ unit }: Part, quantity: fhir4.Quantity | undefined): number {
  if (quantity?.code !== unit) throw unknown('unit');
  return needed(quantity?.value, 'value');
}

function whole(extension: readonly fhir4.Extension[] = [], name: string): number {
  return needed(extension.find(({ url }) => url === name)?.valuePositiveInt, name);
}

function instant(text: string): number {
  const found = Date.parse(text);
  if (Number.isNaN(found)) throw unknown('time');
  return found;
}

function known<T extends string | number>(
  values: readonly T[],
  value: string | number | undefined,
  name: string,
): T {
  return needed(
    values.find((each) => each === value),
    name,
  );
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw unknown(name);
  return value;
}

const unknown = (name: string) =>
  new FhirError(200, 'malformed', `ServiceRequest: ${name} is missing or not known`);
