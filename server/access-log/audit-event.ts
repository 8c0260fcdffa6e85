import { refusalSystem } from '../clinical/canonical.ts';
import type { AccessEntry, Delivered, Disclosed } from './access-log.ts';
import { agentOf } from './audit-agent.ts';
import * as codes from './audit-codes.ts';

/** What the event is called, and what it calls the patient. */
export interface AuditEventNames {
  /** AuditEvent.id; the entry's own number is unique for one patient only. */
  id: string;
  /** Reference to the patient as the reader knows them, e.g. `Patient/4711`. It is not looked at. */
  patient: string;
}

/**
 * An entry of the log as a FHIR R4 AuditEvent, by HL7 Norway's NoDomainTrustframeworkAuditEvent where a clinician acts: the same
 * entry gives the same event. It holds no national number of anybody; where one was written into a text, `[number]` stands.
 */
export function auditEventOf(entry: AccessEntry, { id, patient }: AuditEventNames): fhir4.AuditEvent {
  const { actor, action, basis, occurred, opened, refused, disclosed, delivered, request } =
    withoutNumbers(entry);
  const { agent, contained } = agentOf(actor, patient);
  const { crud, interaction } = codes.actions[action];
  return {
    resourceType: 'AuditEvent',
    id,
    ...(actor.kind === 'clinician' && { meta: { profile: [codes.profile] } }),
    ...(contained.length > 0 && { contained }),
    extension: [
      { url: codes.patientExtension, valueReference: { reference: patient } },
      ...(opened ? [openedExtension(opened)] : []),
    ],
    type: action === 'log-read' ? codes.auditLogUsed : codes.patientRecord,
    subtype: [interaction, { system: codes.actionSystem, code: action }],
    action: delivered && isCorrection(delivered) ? 'U' : crud,
    recorded: instant(occurred),
    outcome: refused === undefined ? '0' : '4',
    ...(refused !== undefined && {
      outcomeDesc: refused,
      _outcomeDesc: {
        extension: [{ url: codes.refusalUrl, valueCoding: { system: refusalSystem, code: refused } }],
      },
    }),
    purposeOfEvent: [{ coding: [codes.purposes[basis]] }],
    agent: [agent],
    source: { observer: { display: 'Hjemmekurve' }, type: [codes.applicationServer] },
    entity: [
      { what: { reference: patient }, type: codes.person, role: codes.patientRole },
      ...(disclosed ? [disclosedEntity(disclosed)] : []),
      ...(delivered ? [deliveredEntity(delivered)] : []),
      { what: { identifier: { value: request } }, type: codes.requestId },
    ],
  };
}

function openedExtension({ by, reason }: NonNullable<AccessEntry['opened']>): fhir4.Extension {
  return {
    url: codes.restrictionOpenedUrl,
    extension: [
      { url: 'by', valueCode: by },
      { url: 'reason', valueString: reason },
    ],
  };
}

/** Details: `code` once for each, `from` and `to` (half-open) where they were asked for, `count`, `digest`. */
function disclosedEntity(disclosed: Disclosed): fhir4.AuditEventEntity {
  const { count, digest } = disclosed;
  return measurementsEntity(codes.queryRole, [
    ...contentDetails(disclosed),
    detail('count', String(count)),
    detail('digest', digest),
  ]);
}

/** The same details, but `further-codes`, and for `count` one for each that is not none: `created`, `changed`, `withdrawn`, `forwarded`. */
function deliveredEntity(delivered: Delivered): fhir4.AuditEventEntity {
  const { furtherCodes, counts, digest } = delivered;
  return measurementsEntity(codes.domainResourceRole, [
    ...contentDetails(delivered),
    ...(furtherCodes === undefined ? [] : [detail('further-codes', String(furtherCodes))]),
    ...Object.entries(counts).map(([what, count]) => detail(what, String(count))),
    ...(digest === undefined ? [] : [detail('digest', digest)]),
  ]);
}

function measurementsEntity(role: fhir4.Coding, details: fhir4.AuditEventEntityDetail[]) {
  return { type: codes.systemObject, role, name: 'Observation', detail: details };
}

function contentDetails({ codes: measured, from, to }: Pick<Disclosed, 'codes' | 'from' | 'to'>) {
  return [
    ...measured.map((code) => detail('code', code)),
    ...(from === undefined ? [] : [detail('from', instant(from))]),
    ...(to === undefined ? [] : [detail('to', instant(to))]),
  ];
}

function detail(type: string, valueString: string): fhir4.AuditEventEntityDetail {
  return { type, valueString };
}

/** Nothing new came: FHIR's letter for that is U. */
function isCorrection({ counts }: Delivered): boolean {
  return counts.created === undefined && counts.forwarded === undefined;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Eleven digits by themselves, as people write them: 13717404089, 131374 04089. */
const nationalNumber = /(?<![\w])\d{6}[ \u00a0]?\d{5}(?![\w])/g;

function withoutNumbers(entry: AccessEntry): AccessEntry {
  const text = JSON.stringify(entry, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(nationalNumber, '[number]') : value,
  );
  return JSON.parse(text) as AccessEntry;
}
