import { hprSystem, orgnrSystem } from '../identifier-systems.ts';

/** Whom a block keeps out. `unknown`: what the Consent says is not understood here; it holds all the same. */
export type Blocked =
  | { kind: 'clinician'; hpr: string; name: string }
  | { kind: 'organization'; orgnr: string; name: string }
  | { kind: 'everyone' }
  | { kind: 'unknown' };

/** One version of a block. Times are epoch milliseconds. */
export interface Block {
  id: string;
  version: string;
  blocked: Blocked;
  withdrawn: boolean;
  from?: number;
  /** The last instant at which it holds; absent: until it is withdrawn. */
  until?: number;
  /** When this version was written. */
  changed?: number;
  /** Whoever wrote it; empty: not said. */
  changedBy: string;
}

export function toBlock(consent: fhir4.Consent): Block {
  const { provision } = consent;
  const [from, until, changed] = [
    provision?.period?.start,
    provision?.period?.end,
    consent.meta?.lastUpdated,
  ].map((text) => (text === undefined ? undefined : Date.parse(text)));
  return {
    id: consent.id ?? '',
    version: consent.meta?.versionId ?? '',
    blocked: blockedOf(provision),
    withdrawn: consent.status !== 'active',
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(changed !== undefined && { changed }),
    changedBy: consent.performer?.[0]?.display ?? '',
  };
}

function blockedOf(provision: fhir4.ConsentProvision | undefined): Blocked {
  if (provision?.type !== 'deny') return { kind: 'unknown' };
  const [actor, ...others] = provision.actor ?? [];
  if (!actor) return { kind: 'everyone' };
  const { identifier, display: name = '' } = actor.reference;
  const { system, value } = identifier ?? {};
  if (others.length > 0 || !value) return { kind: 'unknown' };
  if (system === hprSystem) return { kind: 'clinician', hpr: value, name };
  return system === orgnrSystem ? { kind: 'organization', orgnr: value, name } : { kind: 'unknown' };
}

export type Standing = 'in-force' | 'coming' | 'over' | 'withdrawn';

/** @param now epoch milliseconds */
export function standingOf({ withdrawn, from, until }: Block, now: number): Standing {
  if (withdrawn) return 'withdrawn';
  if (until !== undefined && until < now) return 'over';
  return from !== undefined && from > now ? 'coming' : 'in-force';
}
