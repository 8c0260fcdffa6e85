import { FhirConnection } from './fhir/connection.ts';
import { toPatientIdentity } from './fhir/patient.ts';
import { RecordNotes } from './handover/record-notes.svelte.ts';
import { connectNational, type AskUser } from './national/connect.ts';
import { NationalLogin } from './national/national-login.ts';
import { ehrRecord } from './smart/ehr-record.ts';
import { completeLaunch, type EhrSession } from './smart/oauth.ts';
import { exchange } from './smart/exchange.ts';
import { FacadeToken } from './smart/facade-token.ts';
import { Failure, toFailure } from './smart/failure.ts';
import { isStorageUsable } from './smart/session-storage.ts';
import { loadConfiguration } from './smart/configuration.ts';
import { parseCallback } from './smart/launch-parameters.ts';
import { sessionOf, type Session } from './session.ts';
import { LastVisit } from './visit/last-visit.svelte.ts';

/** Completes (or after a reload resumes) the launch the address speaks of. Throws Failure. Call once per page. */
export async function openSession(signal: AbortSignal, progress: Progress): Promise<Session> {
  const callback = parseCallback(location.search);
  if (!isStorageUsable()) throw new Failure('storage-blocked');
  const configuration = await loadConfiguration();
  const ehr = await completeLaunch(callback, configuration);
  const tokens = new FacadeToken(ehr, (subject) => exchange(configuration.token, ehr.iss, subject));
  const patient = toPatientIdentity(await readPatient(ehr, signal));
  if (configuration.nationalLogin) {
    progress.connecting();
    const login = new NationalLogin(configuration.nationalLogin, tokens);
    await connectNational(login, callback.state, progress.askUser, signal);
  }
  const connection = new FhirConnection(configuration.fhir, tokens);
  const storeElsewhere = configuration.storeElsewhere ?? false;
  return sessionOf(
    { patient, id: ehr.patient, connection, storeElsewhere },
    { scope: () => tokens.scope(), visit: new LastVisit(), notes: new RecordNotes(ehrRecord(ehr)) },
  );
}

/** What the page shows while a session is being opened. */
export interface Progress {
  connecting: () => void;
  askUser: AskUser;
}

/** A patient the EHR cannot give is no reason to guess who it is. */
export async function readPatient(ehr: EhrSession, signal: AbortSignal): Promise<fhir4.Patient> {
  if (!ehr.accessToken() && !(await ehr.refresh())) throw new Failure('expired');
  return await ehr.readPatient(signal);
}

/** How far the opening has come; the page's one switch. */
export class Opening {
  state:
    | { kind: 'launching' }
    | { kind: 'connecting' }
    | { kind: 'login'; login: NationalLogin; connected: () => void }
    | { kind: 'ready'; session: Session }
    | { kind: 'failed'; failure: Failure } = $state.raw({ kind: 'launching' });

  async run(open: (progress: Progress) => Promise<Session>): Promise<void> {
    const progress: Progress = {
      connecting: () => (this.state = { kind: 'connecting' }),
      askUser: (login) => new Promise((connected) => (this.state = { kind: 'login', login, connected })),
    };
    try {
      this.state = { kind: 'ready', session: await open(progress) };
    } catch (error) {
      this.state = { kind: 'failed', failure: toFailure(error) };
    }
  }
}
