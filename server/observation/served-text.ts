import { arrayElements, objectMembers } from '../fhir/json-text.ts';
import { rewriteMembers } from '../fhir/rewrite-object.ts';
import { additions, type Finding } from './additions.ts';

const perReader = new Set(['resourceType', 'id', 'meta', 'subject']);
const ofVersion = new Set(['versionId', 'lastUpdated']);

/**
 * The members of an Observation as it is served, but for those that differ per version or reader (resourceType, id, meta,
 * subject): what was sent, with what the facade found added. Ends with the object's closing brace.
 * @param text the Observation as JSON text
 * @param extension further extensions of the Observation, as JSON texts
 */
export function servedMembers(
  text: string,
  findings: readonly Finding[],
  extension: readonly string[] = [],
): string {
  const inComponents = new Map(
    findings.flatMap((finding) =>
      finding.component === undefined ? [] : [[finding.component, finding] as const],
    ),
  );
  const whole = inComponents.size === 0 ? findings[0] : undefined;
  const { prepend = {}, append = {} } = whole ? additions(whole) : {};
  const members = rewriteMembers(text, 0, {
    prepend,
    append:
      extension.length > 0 ? { ...append, extension: [...(append.extension ?? []), ...extension] } : append,
    omit: perReader,
    replace: { component: (start) => servedComponents(text, start, inComponents) },
  });
  return `${members}}`;
}

/** The members of `meta` as sent that are not of a version, each after a comma; '' when there are none. */
export function servedMeta(text: string): string {
  const meta = objectMembers(text, 0).find(({ key }) => key === 'meta');
  const members = meta ? rewriteMembers(text, meta.valueStart, { omit: ofVersion }) : '';
  return members && `,${members}`;
}

function servedComponents(text: string, start: number, findings: ReadonlyMap<number, Finding>): string {
  const components = arrayElements(text, start).map(({ start: from, end }, index) => {
    const finding = findings.get(index);
    return finding ? `{${rewriteMembers(text, from, additions(finding))}}` : text.slice(from, end);
  });
  return `[${components.join(',')}]`;
}
