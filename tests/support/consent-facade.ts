import { randomBytes } from 'node:crypto';
import Hapi from '@hapi/hapi';
import type { AccessLog, AccessRecord } from '../../server/access-log/access-log.ts';
import { createFacadeTokens } from '../../server/access/facade-token.ts';
import type { CitizenGrant, Grant, PersonIdentifier } from '../../server/access/grant.ts';
import { createBlocks } from '../../server/blocks/create-blocks.ts';
import { createKnownPractitioners } from '../../server/blocks/known-practitioners.ts';
import { migrate } from '../../server/database/migrate.ts';
import { FhirError } from '../../server/errors.ts';
import { consentCapability } from '../../server/fhir/consent-capability.ts';
import { methodNotAllowed } from '../../server/plugins/method-not-allowed.ts';
import { operationOutcomes } from '../../server/plugins/operation-outcome.ts';
import { requestId } from '../../server/plugins/request-id.ts';
import { smartAuth } from '../../server/plugins/smart-auth.ts';
import { consent } from '../../server/routes/consent.ts';
import { metadata } from '../../server/routes/metadata.ts';
import { practitionerSearch } from '../../server/routes/practitioner-search.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { patientId, testIss, type Answer, type Asked } from './facade.ts';
import { oslo } from './observation-builders.ts';
import { createEndedSessions } from '../../server/access/ended-sessions.ts';
import { newSession } from './session.ts';

/** An access log in memory: what was written, and what else happens as it is. */
export interface ListeningLog extends AccessLog {
  written: AccessRecord[];
  /** Refuses every entry while it is set. */
  full: boolean;
  onWrite: () => Promise<void>;
}

export function listeningLog(): ListeningLog {
  const log: ListeningLog = {
    written: [],
    full: false,
    onWrite: () => Promise.resolve(),
    async write(record) {
      await log.onWrite();
      if (log.full) throw new FhirError(503, 'transient', 'The log is full', { reason: 'log-unavailable' });
      log.written.push(record);
    },
    entries: () => Promise.reject(new Error('Nobody reads this log')),
    lastVisit: () => Promise.reject(new Error('Nobody reads this log')),
  };
  return log;
}

export interface ConsentFacade {
  fhirBase: string;
  database: TestDatabase;
  log: ListeningLog;
  citizen(person: PersonIdentifier, changes?: Partial<CitizenGrant>): Promise<string>;
  clinician(person: PersonIdentifier, scopes: string[]): Promise<string>;
  source(scopes: string[]): Promise<string>;
  /** A request below /fhir; `body` is sent as FHIR. */
  ask(path: string, asked?: Omit<Asked, 'body'> & { body?: unknown }): Promise<Answer>;
  stop(): Promise<void>;
}

/** The routes of a citizen's Consents over HTTP, with the plugins that errors and tokens pass through. */
export async function startConsentFacade(database?: TestDatabase): Promise<ConsentFacade> {
  const own = database ?? (await freshDatabase());
  await migrate(own.pool);
  const publicUrl = 'https://facade.example';
  const fhirBase = `${publicUrl}/fhir`;
  const tokens = createFacadeTokens({ publicUrl, key: randomBytes(32) });
  const log = listeningLog();
  const server = Hapi.server({ host: '127.0.0.1', port: 0, debug: false });
  await server.register([
    { plugin: requestId },
    { plugin: methodNotAllowed },
    { plugin: operationOutcomes },
    {
      plugin: smartAuth,
      options: {
        tokens,
        endedSessions: createEndedSessions(own.pool),
        standingConsent: () => Promise.resolve(true),
      },
    },
    { plugin: metadata, options: { fhirBase, now: Date.now, further: consentCapability } },
    {
      plugin: consent,
      options: { blocks: createBlocks(own.pool), accessLog: log, fhirBase, now: Date.now },
    },
    {
      plugin: practitionerSearch,
      options: {
        practitioners: createKnownPractitioners(own.pool),
        accessLog: log,
        now: Date.now,
        fhirBase,
      },
    },
  ]);
  await server.start();

  const issue = (grant: Partial<Grant>) =>
    tokens.issue({ clientId: 'app', expires: Date.now() + 600_000, ...grant } as Grant);
  const ofPatient = (person: PersonIdentifier) => ({
    iss: testIss,
    session: newSession(),
    patient: patientId(person),
    person,
  });
  return {
    fhirBase,
    database: own,
    log,
    citizen: (person, changes = {}) =>
      issue({
        kind: 'citizen',
        ...ofPatient(person),
        actor: { relation: 'self', name: 'Vakker Blomst' },
        scopes: ['patient/Consent.cruds'],
        ...changes,
      }),
    clinician: (person, scopes) =>
      issue({
        kind: 'clinician',
        ...ofPatient(person),
        practitioner: { id: 'gp', hpr: '9999999', name: 'Åse Fjellsjø' },
        organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
        scopes,
      }),
    source: (scopes) => issue({ kind: 'source', ...oslo, scopes }),
    async ask(path, { token, headers = {}, body, ...init } = {}) {
      const sent = body instanceof URLSearchParams || typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${server.info.uri}/fhir${path}`, {
        ...init,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined &&
            !(body instanceof URLSearchParams) && { 'Content-Type': 'application/fhir+json' }),
          ...headers,
        },
        ...(body !== undefined && { body: sent }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: response.status, headers: response.headers, text, body: parsed };
    },
    async stop() {
      await server.stop({ timeout: 1000 });
      if (!database) await own.drop();
    },
  };
}
