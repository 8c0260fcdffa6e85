import {
  canonicalValueUrl,
  interpretationSystem,
  limitOrderUrl,
  limitOriginUrl,
  plausibilityUrl,
} from '../clinical/canonical.ts';
import type { Interpretation, Part } from '../clinical/types.ts';
import type { ObjectRewrite } from '../fhir/rewrite-object.ts';
import type { StoredLimits } from '../store/national-store.ts';

const displays: Record<Interpretation, string> = {
  N: 'Normal',
  L: 'Low',
  H: 'High',
  LL: 'Critical low',
  HH: 'Critical high',
};

/** What was found about one part of a measurement when it was delivered. */
export interface Finding {
  part: Part;
  /** Where in `component` the value stands; absent: it is the Observation's own. */
  component?: number | undefined;
  /** Absent: not assessed. */
  interpretation?: Interpretation | undefined;
  /** What it was judged by. */
  limits: StoredLimits | null;
  plausibility: 'plausible' | 'improbable' | 'impossible';
  /** The number in the catalogue's unit, as JSON text, when another unit was sent. */
  canonical?: string | undefined;
}

/**
 * What the facade adds to an Observation or component it has judged: the interpretation (first, marked by the origin of
 * its limit), the referenceRange when it was not the measurement's own, plausibility, and the value in the catalogue's
 * unit when another was sent.
 */
export function additions({ part, interpretation, limits, plausibility, canonical }: Finding): ObjectRewrite {
  const extension: string[] = [];
  if (plausibility !== 'plausible') {
    extension.push(JSON.stringify({ url: plausibilityUrl, valueCode: plausibility }));
  }
  if (canonical !== undefined) extension.push(canonicalValue(part, canonical));
  const append = { ...(extension.length > 0 && { extension }) };
  if (!interpretation || !limits) return { append };
  return {
    prepend: { interpretation: [JSON.stringify(concept(interpretation, limits))] },
    append: {
      ...append,
      ...(limits.origin !== 'measurement' && {
        referenceRange: referenceRanges(part, limits, interpretation).map((range) => JSON.stringify(range)),
      }),
    },
  };
}

function concept(interpretation: Interpretation, limits: StoredLimits): object {
  return {
    extension: originOf(limits),
    coding: [{ system: interpretationSystem, code: interpretation, display: displays[interpretation] }],
  };
}

/** Where a limit comes from, and of an order which version of it. */
function originOf({ origin, order }: StoredLimits): fhir4.Extension[] {
  return [
    { url: limitOriginUrl, valueCode: origin },
    ...(order ? [{ url: limitOrderUrl, valueReference: { reference: orderReference(order) } }] : []),
  ];
}

/** The version of a ServiceRequest that set a limit, as a relative reference. */
export function orderReference({ id, version }: NonNullable<StoredLimits['order']>): string {
  return `ServiceRequest/${id}/_history/${version}`;
}

/**
 * The normal zone of the limits that were used and, when it is another, the zone the value fell in. All zones of a
 * default are in the ObservationDefinition, and all limits used are in $trend. The source is named once, on the first.
 */
function referenceRanges(part: Part, limits: StoredLimits, found: Interpretation): object[] {
  return limits.zones
    .filter(({ interpretation }) => interpretation === 'N' || interpretation === found)
    .map(({ interpretation, low, high }, index) => ({
      extension: originOf(limits),
      ...(low !== undefined && { low: { value: low, ...unitOf(part) } }),
      ...(high !== undefined && { high: { value: high, ...unitOf(part) } }),
      type: { coding: [{ system: interpretationSystem, code: interpretation }] },
      ...(index === 0 && { text: limits.source }),
    }));
}

function unitOf({ unit, unitDisplay }: Part): object {
  return unit === undefined ? {} : { unit: unitDisplay, system: 'http://unitsofmeasure.org', code: unit };
}

function canonicalValue(part: Part, value: string): string {
  const unit = JSON.stringify(unitOf(part)).slice(1);
  return `{"url":"${canonicalValueUrl}","valueQuantity":{"value":${value},${unit}}`;
}
