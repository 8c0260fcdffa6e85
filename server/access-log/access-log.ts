import type { CitizenGrant, PersonIdentifier } from '../access/grant.ts';
import type { ClinicianRole } from '../ehr/clinician-role.ts';
import type { Visit } from './last-visit.ts';

/**
 * Who looked, delivered or decided. Citizens are shown the name, and never anybody's national number. Where patients act for
 * themselves (relation `self`) the log keeps no name: it is empty in what `entries` gives.
 */
export type Actor =
  | {
      kind: 'clinician';
      hpr: string;
      name: string;
      /** At the organisation; absent when the EHR does not say. */
      role?: ClinicianRole;
      organization: NamedOrganization;
    }
  | { kind: 'source'; organization: NamedOrganization; clientId: string }
  | ({ kind: 'citizen' } & CitizenGrant['actor']);

export interface NamedOrganization {
  orgnr: string;
  name: string;
}

/** What was asked for or done. */
export type Action =
  | 'read'
  | 'search'
  | 'latest'
  | 'trend'
  | 'history'
  | 'statistics'
  | 'deliver'
  | 'follow-up-read'
  | 'follow-up-ended'
  | 'log-read'
  | 'order-read'
  | 'order-changed'
  | 'consent-read'
  | 'consent-changed'
  | 'national-login';

/** Why it was allowed: purpose of use by the trust framework (urn:oid:2.16.840.1.113883.1.11.20448), or the citizen's own right. */
export type Basis = 'TREAT' | 'ETREAT' | 'COC' | 'BTG' | 'own';

/** Which measurements an answer held. Says exactly which, without repeating a number of them. */
export interface Disclosed {
  /** That were asked for, as `system|code`, sorted; none: all. */
  codes: string[];
  /** Of the effective times that were asked for, epoch milliseconds, half-open; absent: unbounded. */
  from?: number;
  to?: number;
  count: number;
  /** Of the versions that were disclosed: see {@link DisclosedVersions} in digest.ts. */
  digest: string;
}

/** What a source brought about one person. */
export interface Delivered {
  /** As `system|code`, sorted; with `furtherCodes` the first of them, and how many more there are. */
  codes: string[];
  furtherCodes?: number;
  /** Of the effective times, epoch milliseconds, half-open; absent: of none is it known. */
  from?: number;
  to?: number;
  /**
   * Versions that were stored: of new measurements, of corrected ones, and of those that are withdrawn by it, each in one of
   * these. `forwarded`: measurements that were about to be handed to a store elsewhere, whatever became of them.
   */
  counts: Partial<Record<'created' | 'changed' | 'withdrawn' | 'forwarded', number>>;
  /** Of the versions that were stored: see {@link DisclosedVersions} in digest.ts. */
  digest?: string;
}

export interface AccessRecord {
  person: PersonIdentifier;
  /** Epoch milliseconds. */
  occurred: number;
  actor: Actor;
  action: Action;
  basis: Basis;
  /** A general restriction was opened: how, and what the clinician wrote. */
  opened?: { by: 'consent' | 'emergency'; reason: string };
  /** Absent: it was allowed. Else the machine-readable reason of the refusal. */
  refused?: string;
  disclosed?: Disclosed;
  delivered?: Delivered;
  /** Of the request, as in X-Request-Id. */
  request: string;
}

export interface AccessEntry extends Omit<AccessRecord, 'person'> {
  /** Counts up from 1 in the person's chain, without a gap. */
  sequence: number;
}

export interface AccessLogQuery {
  /** Epoch milliseconds, half-open. */
  from?: number;
  to?: number;
  /** Only older entries than this sequence number. */
  before?: number;
  count: number;
}

/** What was disclosed, refused and decided about each person, in a chain of hashes per person that only grows. */
export interface AccessLog {
  /**
   * Resolves when the record is on disk and in the person's chain.
   * @throws {FhirError} 503 `log-unavailable` when it cannot be written, or that is not known: then nothing may be disclosed
   */
  write(record: AccessRecord): Promise<void>;
  /** One person's entries, newest first. `more`: there are older ones that match. */
  entries(
    person: PersonIdentifier,
    query: AccessLogQuery,
  ): Promise<{ entries: AccessEntry[]; more: boolean }>;
  /**
   * When a clinician last looked at a person before the visit that goes on `now` (epoch milliseconds): for that clinician's own eyes.
   * @throws {FhirError} 503 `log-unavailable`
   */
  lastVisit(person: PersonIdentifier, hpr: string, now: number): Promise<Visit | undefined>;
}
