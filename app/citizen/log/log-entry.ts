import { canonicalBase, refusalSystem } from '#clinical/canonical.ts';
import { agentOf, type Agent } from './agent.ts';
import { disclosedOf, type Disclosed } from './disclosed.ts';

/** One line of the citizen's log. Codes that are not known here are kept as they came. */
export interface LogEntry {
  id: string;
  /** Epoch milliseconds; absent: the event does not say. */
  at?: number;
  agent: Agent;
  /** What was asked for or done, of CodeSystem/access-action; empty: the event does not say. */
  action: string;
  /** Purpose of use. */
  purpose: string;
  /** The reason of the refusal; absent: it was allowed. Empty: refused, without a reason. */
  refused?: string;
  /** How a general restriction was opened, and what the clinician wrote. */
  opened?: { by: string; reason: string };
  disclosed?: Disclosed;
  /** Of the request, for the one who helps. */
  request: string;
}

const actionSystem = `${canonicalBase}/CodeSystem/access-action`;
const refusalUrl = `${canonicalBase}/StructureDefinition/refusal`;
const restrictionOpenedUrl = `${canonicalBase}/StructureDefinition/restriction-opened`;
const patientExtension = 'http://hl7.no/fhir/StructureDefinition/auditevent-patient-extension';
const requestType = 'XrequestId';

/** An AuditEvent of the facade as what it tells the citizen. */
export function toLogEntry(event: fhir4.AuditEvent): LogEntry {
  const at = Date.parse(event.recorded ?? '');
  const action = event.subtype?.find(({ system }) => system === actionSystem)?.code;
  const purpose = event.purposeOfEvent?.[0]?.coding?.[0];
  const opened = openedOf(event);
  const disclosed = disclosedOf(event);
  return {
    id: event.id ?? '',
    ...(!Number.isNaN(at) && { at }),
    agent: agentOf(event, patientsOf(event)[0] ?? ''),
    action: action ?? event.subtype?.[0]?.code ?? '',
    purpose: purpose?.code ?? '',
    ...(event.outcome !== '0' && { refused: refusalOf(event) }),
    ...(opened && { opened }),
    ...(disclosed && { disclosed }),
    request: event.entity?.find(({ type }) => type?.code === requestType)?.what?.identifier?.value ?? '',
  };
}

/** Each reference to the patient that the event is about; undefined where one is missing. */
export function patientsOf(event: fhir4.AuditEvent): (string | undefined)[] {
  return [
    event.entity?.find(({ role }) => role?.code === '1')?.what?.reference,
    event.extension?.find(({ url }) => url === patientExtension)?.valueReference?.reference,
  ];
}

function refusalOf(event: fhir4.AuditEvent): string {
  const coding = event._outcomeDesc?.extension?.find(({ url }) => url === refusalUrl)?.valueCoding;
  return (coding?.system === refusalSystem ? coding.code : undefined) ?? event.outcomeDesc ?? '';
}

function openedOf(event: fhir4.AuditEvent): LogEntry['opened'] {
  const opened = event.extension?.find(({ url }) => url === restrictionOpenedUrl);
  if (!opened) return undefined;
  const part = (name: string) => opened.extension?.find(({ url }) => url === name);
  return { by: part('by')?.valueCode ?? '', reason: part('reason')?.valueString ?? '' };
}
