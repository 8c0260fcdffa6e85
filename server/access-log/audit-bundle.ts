import { createHmac } from 'node:crypto';
import type { PersonIdentifier } from '../access/grant.ts';
import type { AccessEntry } from './access-log.ts';
import { auditEventOf } from './audit-event.ts';

export interface AuditSubject {
  /** The issuer's id of the patient. */
  patient: string;
  person: PersonIdentifier;
}

const keyBytes = 9;

/** Ids of a person's events: an opaque key that tells nobody's number, and the entry's place in the chain. */
export class AuditIds {
  readonly #prefix: string;

  /** @param key 32 bytes */
  constructor(key: Uint8Array, { system, value }: PersonIdentifier) {
    const digest = createHmac('sha256', key).update(`audit-event|${system}|${value}`).digest();
    this.#prefix = `${digest.subarray(0, keyBytes).toString('hex')}-`;
  }

  idOf({ sequence }: AccessEntry): string {
    return `${this.#prefix}${sequence}`;
  }

  /** Undefined when it is no id of this person's. */
  sequenceOf(id: string): number | undefined {
    const number = id.slice(this.#prefix.length);
    return id.startsWith(this.#prefix) && /^[1-9]\d{0,9}$/.test(number) ? Number(number) : undefined;
  }
}

export function auditResource(
  entry: AccessEntry,
  { patient }: AuditSubject,
  ids: AuditIds,
): fhir4.AuditEvent {
  return auditEventOf(entry, { id: ids.idOf(entry), patient: `Patient/${patient}` });
}

/** A page of a search; how many there are in all is not counted. */
export function auditSearchset(
  entries: readonly AccessEntry[],
  subject: AuditSubject,
  ids: AuditIds,
  { fhirBase, self, next }: { fhirBase: string; self: string; next?: string },
): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url: self }, ...(next === undefined ? [] : [{ relation: 'next', url: next }])],
    ...(entries.length > 0 && {
      entry: entries.map((entry) => ({
        fullUrl: `${fhirBase}/AuditEvent/${ids.idOf(entry)}`,
        resource: auditResource(entry, subject, ids),
        search: { mode: 'match' },
      })),
    }),
  };
}
