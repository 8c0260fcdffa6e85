import type { AssessedPart, Assessment } from '../clinical/assess.ts';
import { arrayElements } from '../fhir/json-text.ts';
import { rewriteMembers } from '../fhir/rewrite-object.ts';
import { additions } from './additions.ts';

const perReader = new Set(['resourceType', 'id', 'meta', 'subject']);

/**
 * The members of an Observation as it is served, but for those that differ per version or reader (resourceType, id, meta,
 * subject): what was sent, with what the facade found added. Ends with the object's closing brace.
 */
export function servedText(
  text: string,
  start: number,
  observation: fhir4.Observation,
  { parts }: Assessment,
): string {
  const inComponents = new Map(
    parts.flatMap((assessed) =>
      assessed.component === undefined ? [] : [[assessed.component, assessed] as const],
    ),
  );
  const whole = parts.find(({ component }) => component === undefined);
  const rewrite = whole && inComponents.size === 0 ? additions(whole, observation.valueQuantity?.code) : {};
  const members = rewriteMembers(text, start, {
    ...rewrite,
    omit: perReader,
    replace: { component: (valueStart) => servedComponents(text, valueStart, observation, inComponents) },
  });
  return `${members}}`;
}

function servedComponents(
  text: string,
  start: number,
  observation: fhir4.Observation,
  assessed: ReadonlyMap<number, AssessedPart>,
): string {
  const components = arrayElements(text, start).map(({ start: from, end }, index) => {
    const part = assessed.get(index);
    if (!part) return text.slice(from, end);
    return `{${rewriteMembers(text, from, additions(part, observation.component?.[index]?.valueQuantity?.code))}}`;
  });
  return `[${components.join(',')}]`;
}
