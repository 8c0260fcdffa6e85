import { fillTemplate } from '../embedded/template.ts';

/** Of a text with more places, each measurement is taken as one of its kind. */
const mostPlaces = 100;
/** Stand in the places of a template to find them again; no number that is sent. */
const firstMark = 7_301_000_000;

/**
 * Two Observations of one template and one key have the same content: all but when they were made and received, and what
 * they are called. Undefined when that is not known.
 */
export type ContentKey = (variables: readonly string[]) => string | undefined;

/** @param template of Observations that are sound, by template.ts */
export function contentKeyOf(template: string, places: number): ContentKey {
  if (places > mostPlaces) return () => undefined;
  const marks = Array.from({ length: places }, (_, place) => String(firstMark + place));
  const marked = JSON.parse(fillTemplate(template, marks)) as fhir4.Observation;
  const own = new Set(ownScalars(marked).map((scalar) => Number(scalar) - firstMark));
  const ofContent = [...marks.keys()].filter((place) => !own.has(place));
  return (variables) => ofContent.map((place) => variables[place]).join('\n');
}

/** What stands in the elements that are no part of the content. */
function ownScalars(observation: fhir4.Observation): unknown[] {
  const { id, meta, identifier = [], issued, note = [], effectiveDateTime, effectivePeriod } = observation;
  const { effectiveInstant } = observation;
  return [
    id,
    meta?.versionId,
    meta?.lastUpdated,
    ...identifier.map(({ value }) => value),
    issued,
    ...note.flatMap(({ text, time }) => [text, time]),
    effectiveDateTime,
    effectiveInstant,
    effectivePeriod?.start,
    effectivePeriod?.end,
  ];
}
