import { createHash } from 'node:crypto';

/** Members that are set by servers, and the person, of whom all else is said. */
const leftOut = new Set(['id', 'meta', 'text', 'subject']);

/** A digest of an Observation's content that does not depend on the order of members, nor on id, meta, narrative and subject. */
export function contentDigest(observation: fhir4.Observation): string {
  const content = Object.fromEntries(Object.entries(observation).filter(([name]) => !leftOut.has(name)));
  return createHash('sha256').update(sortedText(content)).digest('base64url');
}

function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedText(member)}`).join(',')}}`;
}
