import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { effectiveTime } from './effective-time.ts';
import type { InstantRange } from './instant-range.ts';

/** One Observation: the text that came, and what searches look at. */
export interface StoredObservation {
  id: string;
  patient: { system: string | undefined; value: string };
  codes: readonly { system: string | undefined; code: string }[];
  effective: InstantRange | undefined;
  /** As it was sent, character by character; with an id set in front where the sender gave none. */
  text: string;
  /** Epoch ms. */
  storedAt: number;
  /** Answers are sorted by this, that is: in no order that means anything. */
  scatter: number;
}

/**
 * Takes the text of an Observation and the same parsed. Undefined when PMD could not save it: it is not an Observation,
 * says by no identifier whom it is about, or has an id that is not one. `id` is the one it shall have.
 */
export function readObservation(
  text: string,
  resource: unknown,
  { storedAt, id }: { storedAt: number; id?: string },
): StoredObservation | undefined {
  if (typeof resource !== 'object' || resource === null) return undefined;
  const observation = resource as Record<string, unknown>;
  const patient = subjectOf(observation['subject']);
  const sent = observation['id'];
  if (observation['resourceType'] !== 'Observation' || !patient) return undefined;
  if (sent !== undefined && (!isFhirId(sent) || (id !== undefined && sent !== id))) return undefined;
  const own = sent ?? id ?? randomUUID();
  return {
    id: own,
    patient,
    codes: codesOf(observation['code']),
    effective: effectiveTime(observation),
    text: sent === undefined ? text.replace('{', () => `{"id":${JSON.stringify(own)},`) : text,
    storedAt,
    scatter: crc32(own),
  };
}

export function isFhirId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value);
}

function subjectOf(subject: unknown): StoredObservation['patient'] | undefined {
  const { identifier } = (subject ?? {}) as { identifier?: { system?: unknown; value?: unknown } | null };
  const { system, value } = identifier ?? {};
  if (typeof value !== 'string' || value === '') return undefined;
  return { system: typeof system === 'string' ? system : undefined, value };
}

function codesOf(code: unknown): StoredObservation['codes'] {
  const { coding } = (code ?? {}) as { coding?: unknown };
  return (Array.isArray(coding) ? (coding as ({ system?: unknown; code?: unknown } | null)[]) : []).flatMap(
    (one) => {
      if (typeof one?.code !== 'string') return [];
      return [{ system: typeof one.system === 'string' ? one.system : undefined, code: one.code }];
    },
  );
}
