import { randomUUID } from 'node:crypto';
import type { Deliverable } from '../deliverable.ts';
import type { PmdSettings } from './pmd-settings.ts';

/** The Observation as its source sent it, with its subject put back. */
export function observationWithSubject({ original, person }: Deliverable): string {
  const subject = `"subject":${JSON.stringify({ identifier: person })}`;
  return original === '{}' ? `{${subject}}` : `{${subject},${original.slice(1)}`;
}

/** A Bundle as PMD takes it, made by concatenation: what was sent is not written anew. */
export function outgoingBundle(
  type: PmdSettings['bundleType'],
  measurements: readonly Deliverable[],
  now: number,
): string {
  const request = type === 'batch' ? ',"request":{"method":"POST","url":"Observation"}' : '';
  const entries = measurements.map(
    (measurement) =>
      `{"fullUrl":"urn:uuid:${randomUUID()}","resource":${observationWithSubject(measurement)}${request}}`,
  );
  const timestamp = new Date(now).toISOString();
  return `{"resourceType":"Bundle","type":"${type}","timestamp":"${timestamp}","entry":[${entries.join(',')}]}`;
}
