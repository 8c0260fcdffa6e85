import { getContext, setContext } from 'svelte';
import { Access } from './access/access.svelte.ts';
import { StatedReads } from './access/stated-reads.ts';
import type { FhirConnection } from './fhir/connection.ts';
import { Facade } from './fhir/facade.ts';
import { MonitoringOrders } from './orders/monitoring-orders.ts';
import type { PatientIdentity } from './fhir/patient.ts';
import type { RecordNotes } from './handover/record-notes.svelte.ts';
import type { LastVisit } from './visit/last-visit.svelte.ts';

/** One patient in one launch. Another patient is another session object, never a change of this one. */
export interface Session {
  readonly patient: PatientIdentity;
  readonly facade: Facade;
  readonly orders: MonitoringOrders;
  /** What was refused, or opened, of this patient's in this session. */
  readonly access: Access;
  /** The last days are asked for first: the whole history may take seconds. */
  readonly storeElsewhere: boolean;
  /** What was written to the record in the EHR; absent where the app was not opened from one. */
  readonly notes?: RecordNotes;
  /** Of a clinician: when they last looked at this patient. */
  readonly visit?: LastVisit;
}

export interface Opened {
  patient: PatientIdentity;
  /** Of the patient in the launch: every answer must be about that one. */
  id: string;
  connection: Pick<FhirConnection, 'get' | 'send'>;
  storeElsewhere: boolean;
}

/** What a clinician's session has beside a citizen's. */
export interface OpenedByClinician {
  /** What the facade granted. */
  scope: () => Promise<string>;
  visit: LastVisit;
  notes: RecordNotes;
}

export function sessionOf(
  { patient, id, connection, storeElsewhere }: Opened,
  clinician?: OpenedByClinician,
): Session {
  const access = new Access();
  const reads = new StatedReads(connection, access);
  const { scope = () => Promise.resolve(''), visit, notes } = clinician ?? {};
  return {
    patient,
    facade: new Facade(reads, id, visit),
    orders: new MonitoringOrders(reads, id, scope),
    access,
    storeElsewhere,
    ...(visit && { visit }),
    ...(notes && { notes }),
  };
}

const context = Symbol('session');

export function provideSession(session: Session): Session {
  return setContext(context, session);
}

export function useSession(): Session {
  return getContext<Session>(context);
}
