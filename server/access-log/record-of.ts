import type { ReaderGrant } from '../access/grant.ts';
import type { AccessRecord, Actor } from './access-log.ts';

/** What the log is told of a request by a clinician or a citizen. */
export function recordOf(
  grant: ReaderGrant,
  about: Pick<AccessRecord, 'action' | 'occurred' | 'request'>,
): AccessRecord {
  return {
    person: grant.person,
    actor: actorOf(grant),
    basis: grant.kind === 'citizen' ? 'own' : 'TREAT',
    ...about,
  };
}

/** The record of what a restriction was opened for: in an emergency, that is the purpose of use. */
export function withOpening(record: AccessRecord, opened: AccessRecord['opened']): AccessRecord {
  if (!opened) return record;
  return { ...record, opened, basis: opened.by === 'emergency' ? 'ETREAT' : record.basis };
}

function actorOf(grant: ReaderGrant): Actor {
  if (grant.kind === 'citizen') return { kind: 'citizen', ...grant.actor };
  const { hpr, name, role } = grant.practitioner;
  return { kind: 'clinician', hpr, name, ...(role && { role }), organization: grant.organization };
}
