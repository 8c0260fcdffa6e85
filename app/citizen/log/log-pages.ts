import type { FhirConnection } from '../../fhir/connection.ts';
import { FhirError } from '../../fhir/fhir-error.ts';
import type { Days } from '../../time/period.ts';
import { requirePatient, resourcesOf } from '../searchset.ts';
import { patientsOf, toLogEntry, type LogEntry } from './log-entry.ts';

const pageSize = 50;
/** The most that the facade gives at once: each page that is read is itself an entry in the log. */
const largestPage = 200;

export interface LogPage {
  /** Newest first. */
  entries: LogEntry[];
  /** Where the older ones are; absent: there are none in the period. */
  older?: string;
}

/** The address of the newest entries of calendar days in Oslo, both inclusive. */
export function firstPage({ from, to }: Days): string {
  const query = new URLSearchParams({ _count: String(pageSize) });
  if (from) query.append('date', `ge${from}`);
  if (to) query.append('date', `le${to}`);
  return `AuditEvent?${query}`;
}

/** The same page and those after it, as few and as large as they can be. */
export function inLargePages(path: string): string {
  const [name = '', query = ''] = path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('_count', String(largestPage));
  return `${name}?${parameters}`;
}

/** One page of a patient's log. Throws FhirError, `other-patient` when any of it is about somebody else. */
export async function readPage(
  connection: Pick<FhirConnection, 'get'>,
  patient: string,
  path: string,
  signal: AbortSignal,
): Promise<LogPage> {
  const answer = await connection.get(path, signal);
  const resources = resourcesOf(answer);
  const events = resources.filter((each) => each.resourceType === 'AuditEvent');
  if (events.length < resources.length) {
    throw new FhirError(200, 'malformed', 'The answer holds something else than AuditEvents');
  }
  if (events.length > 0) requirePatient(events.flatMap(patientsOf), patient);
  const next = (answer as fhir4.Bundle).link?.find(({ relation }) => relation === 'next')?.url;
  return {
    entries: events.map(toLogEntry),
    ...(next !== undefined && { older: `AuditEvent${new URL(next).search}` }),
  };
}
