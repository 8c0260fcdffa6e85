import { canonicalValueUrl, limitOriginUrl, plausibilityUrl } from '#clinical/canonical.ts';
import type { PersistenceTally } from '#clinical/orders/persistence.ts';
import { limitsFromReferenceRanges } from '#clinical/limits.ts';
import type { Comparator, Interpretation, Limits, Part, VitalSign, Zone } from '#clinical/types.ts';
import { findVitalSign } from '#clinical/vital-signs.ts';
import type { When } from './date-time.ts';
import { parseWhen } from './date-time.ts';
import type { Context } from './trend.ts';

/** One number of a measurement as the facade judged it. No value = it could not be read; `text` says what was sent. */
export interface MeasuredPart {
  part: Part;
  value?: number;
  comparator?: Comparator;
  text: string;
  /** Absent = not assessed: never to be read as normal. */
  interpretation?: Interpretation;
  plausibility: 'plausible' | 'improbable' | 'impossible';
  limits?: Limits;
  /** There is a limit, but it could not be decided on which side of it the value lies. */
  limitUnclear: boolean;
  /** How far its yellow is on the way to counting; absent: its flag counts as it is. */
  persistence?: PersistenceTally;
}

/** One measurement of one vital sign at one time. */
export interface Measurement {
  reference: string;
  vitalSign: VitalSign;
  /** Absent: the source does not know it, or it cannot be read. */
  when?: When;
  parts: MeasuredPart[];
  /** ACVPU and other coded values: the words received. */
  concept?: string;
  context: Context;
}

type Measured = fhir4.Observation | fhir4.ObservationComponent;

/** Maps what the facade answers (it has already judged); undefined when the code is in no catalogue entry. */
export function toMeasurement(observation: fhir4.Observation): Measurement | undefined {
  const vitalSign = findVitalSign(observation.code.coding)?.vitalSign;
  if (!vitalSign) return undefined;
  const when = parseWhen(
    observation.effectiveDateTime ??
      observation.effectiveInstant ??
      observation.effectivePeriod?.start ??
      observation.effectivePeriod?.end ??
      observation.effectiveTiming?.event?.[0],
  );
  const concept = conceptText(observation.valueCodeableConcept) ?? observation.valueString;
  return {
    reference: `Observation/${observation.id ?? ''}`,
    vitalSign,
    ...(when && { when }),
    parts: vitalSign.parts.map((part) => toPart(part, measuredOf(vitalSign, part, observation))),
    ...(concept && { concept }),
    context: contextOf(observation),
  };
}

/** Components are matched by code, never by position. */
function measuredOf(vitalSign: VitalSign, part: Part, observation: fhir4.Observation): Measured | undefined {
  if (vitalSign.parts.length === 1) return observation;
  const codes = [part.code, ...part.translations].map(({ code }) => code);
  return observation.component?.find((component) =>
    component.code.coding?.some(({ code }) => code !== undefined && codes.includes(code)),
  );
}

function toPart(part: Part, measured: Measured | undefined): MeasuredPart {
  const sent = measured?.valueQuantity;
  const canonical = measured?.extension?.find(({ url }) => url === canonicalValueUrl)?.valueQuantity ?? sent;
  const plausibility = measured?.extension?.find(({ url }) => url === plausibilityUrl);
  const value = canonical?.value ?? measured?.valueInteger;
  const unreadable = value === undefined || (part.unit !== undefined && canonical?.code !== part.unit);
  const { interpretation, limits } = judgementOf(part, measured);
  const comparator = canonical?.comparator ?? sent?.comparator;
  return {
    part,
    ...(!unreadable && { value }),
    ...(comparator && { comparator }),
    text: asSent(measured),
    ...(interpretation && { interpretation }),
    plausibility: (plausibility?.valueCode as MeasuredPart['plausibility'] | undefined) ?? 'plausible',
    ...(limits && { limits }),
    limitUnclear: !limits && (part.defaultLimits !== undefined || measured?.referenceRange !== undefined),
  };
}

/**
 * The facade's judgement is the interpretation that names the origin of its limit. One without it is the source's own
 * word, and no flag.
 */
function judgementOf(
  part: Part,
  measured: Measured | undefined,
): Pick<MeasuredPart, 'interpretation' | 'limits'> {
  for (const concept of measured?.interpretation ?? []) {
    const origin = concept.extension?.find(({ url }) => url === limitOriginUrl)?.valueCode;
    const interpretation = concept.coding?.map(({ code }) => code).find(isInterpretation);
    if (!origin || !interpretation) continue;
    const limits =
      origin === 'measurement'
        ? limitsFromReferenceRanges(part, measured?.referenceRange, measured?.valueQuantity)
        : addedLimits(measured?.referenceRange);
    return { interpretation, ...(limits && { limits }) };
  }
  const limits = addedLimits(measured?.referenceRange);
  return limits ? { limits } : {};
}

function asSent(measured: Measured | undefined): string {
  const quantity = measured?.valueQuantity;
  if (quantity) {
    return [quantity.comparator ?? '', quantity.value ?? '?', ' ', quantity.unit ?? quantity.code ?? '']
      .join('')
      .trim();
  }
  return String(
    measured?.valueInteger ?? measured?.valueString ?? conceptText(measured?.valueCodeableConcept) ?? '',
  );
}

function conceptText(concept: fhir4.CodeableConcept | undefined): string | undefined {
  return concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code;
}

function isInterpretation(code: string | undefined): code is Interpretation {
  return code === 'N' || code === 'L' || code === 'H' || code === 'LL' || code === 'HH';
}

/** The ranges the facade added: its own extension tells them from others that came along. */
function addedLimits(ranges: fhir4.ObservationReferenceRange[] | undefined): Limits | undefined {
  let origin: Limits['origin'] | undefined;
  let source = '';
  const zones: Zone[] = [];
  for (const range of ranges ?? []) {
    const used = range.extension?.find(({ url }) => url === limitOriginUrl)?.valueCode;
    const interpretation = range.type?.coding?.map(({ code }) => code).find(isInterpretation);
    if (!used || !interpretation) continue;
    origin ??= used as Limits['origin'];
    source ||= range.text ?? '';
    zones.push({
      interpretation,
      ...(range.low?.value !== undefined && { low: range.low.value }),
      ...(range.high?.value !== undefined && { high: range.high.value }),
    });
  }
  return origin && { origin, source, zones };
}

function contextOf(observation: fhir4.Observation): Context {
  const { performer, device, bodySite, method, status } = observation;
  const person = performer?.find(({ type, reference }) => !isOrganization(type, reference))?.display;
  const organization = performer?.find(({ type, reference }) => isOrganization(type, reference))?.display;
  const site = conceptText(bodySite);
  const how = conceptText(method);
  return {
    status,
    ...(person && { performer: person }),
    ...(organization && { organization }),
    ...(device?.display && { device: device.display }),
    ...(site && { bodySite: site }),
    ...(how && { method: how }),
  };
}

function isOrganization(type: string | undefined, reference: string | undefined): boolean {
  return type === 'Organization' || (reference ?? '').includes('Organization/');
}
