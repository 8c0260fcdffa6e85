import type { AssessedPart } from '../clinical/assess.ts';
import {
  canonicalValueUrl,
  interpretationSystem,
  limitOriginUrl,
  plausibilityUrl,
} from '../clinical/canonical.ts';
import type { Interpretation, Limits, Part } from '../clinical/types.ts';
import type { ObjectRewrite } from '../fhir/rewrite-object.ts';

const displays: Record<Interpretation, string> = {
  N: 'Normal',
  L: 'Low',
  H: 'High',
  LL: 'Critical low',
  HH: 'Critical high',
};

/**
 * What the facade adds to an Observation or component it has judged: the interpretation (first, marked by the origin of
 * its limit), the referenceRange when it was not the measurement's own, plausibility, and the value in the catalogue's
 * unit when another was sent.
 */
export function additions(assessed: AssessedPart, sentUnit: string | undefined): ObjectRewrite {
  const { part, judgement, plausibility, value } = assessed;
  const extensions: object[] = [];
  if (plausibility.level !== 'plausible') {
    extensions.push({ url: plausibilityUrl, valueCode: plausibility.level });
  }
  if (value !== undefined && part.unit !== undefined && sentUnit !== part.unit) {
    extensions.push({ url: canonicalValueUrl, valueQuantity: quantity(part, value) });
  }
  const rewrite = { append: { ...(extensions.length > 0 && { extension: extensions.map(toText) }) } };
  if (judgement.kind !== 'assessed') return rewrite;
  const { limits, interpretation } = judgement;
  return {
    prepend: { interpretation: [toText(concept(interpretation, limits.origin))] },
    append: {
      ...rewrite.append,
      ...(limits.origin !== 'measurement' && {
        referenceRange: referenceRangeTexts(part, limits, interpretation),
      }),
    },
  };
}

function concept(interpretation: Interpretation, origin: string): object {
  return {
    extension: [{ url: limitOriginUrl, valueCode: origin }],
    coding: [{ system: interpretationSystem, code: interpretation, display: displays[interpretation] }],
  };
}

const knownTexts = new WeakMap<Limits, Map<Interpretation, string[]>>();

/**
 * The normal zone of the limits that were used and, when it is another, the zone the value fell in. All zones of a
 * default are in the ObservationDefinition, and all limits used are in $trend. Made once: the same limits judge most.
 */
function referenceRangeTexts(part: Part, limits: Limits, interpretation: Interpretation): string[] {
  const known = knownTexts.get(limits) ?? new Map<Interpretation, string[]>();
  knownTexts.set(limits, known);
  const texts = known.get(interpretation) ?? referenceRanges(part, limits, interpretation).map(toText);
  known.set(interpretation, texts);
  return texts;
}

/** The source is named once, on the first. */
function referenceRanges(part: Part, { origin, source, zones }: Limits, found: Interpretation): object[] {
  return zones
    .filter(({ interpretation }) => interpretation === 'N' || interpretation === found)
    .map(({ interpretation, low, high }, index) => ({
      extension: [{ url: limitOriginUrl, valueCode: origin }],
      ...(low !== undefined && { low: quantity(part, low) }),
      ...(high !== undefined && { high: quantity(part, high) }),
      type: { coding: [{ system: interpretationSystem, code: interpretation }] },
      ...(index === 0 && { text: source }),
    }));
}

function quantity(part: Part, value: number): object {
  return part.unit === undefined
    ? { value }
    : { value, unit: part.unitDisplay, system: 'http://unitsofmeasure.org', code: part.unit };
}

function toText(element: object): string {
  return JSON.stringify(element);
}
