import type { AccessEntry, AccessRecord, Actor } from './access-log.ts';
import { canonicalJson } from './canonical-json.ts';

/** Far above what any record needs; a text without a bound could fill the database. */
const longest = 64 * 1024;

/**
 * What the log stores of a record, and hashes: the entry as canonical JSON. It does not name the patient: neither by
 * number nor, when they act for themselves, by name.
 * @throws when it is longer than 64 KB
 */
export function toRecordText({ person: _, ...record }: AccessRecord, sequence: number): string {
  const text = canonicalJson({ ...record, actor: withoutOwnName(record.actor), sequence });
  if (text.length > longest) throw new Error('A record of the access log is longer than 64 KB');
  return text;
}

export function fromRecordText(text: string): AccessEntry {
  const entry = JSON.parse(text) as AccessEntry;
  return isSelf(entry.actor) ? { ...entry, actor: { ...entry.actor, name: '' } } : entry;
}

/** The place in the chain that a stored text says it has; undefined when it is no text of the log. */
export function sequenceIn(text: string): number | undefined {
  try {
    const { sequence } = JSON.parse(text) as Partial<AccessEntry>;
    return typeof sequence === 'number' ? sequence : undefined;
  } catch {
    return undefined;
  }
}

function withoutOwnName(actor: Actor): object {
  if (!isSelf(actor)) return actor;
  const { name: _, ...nameless } = actor;
  return nameless;
}

function isSelf(actor: Actor): actor is Extract<Actor, { kind: 'citizen' }> {
  return actor.kind === 'citizen' && actor.relation === 'self';
}
