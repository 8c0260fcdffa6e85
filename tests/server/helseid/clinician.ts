import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { createHelseid } from '../../../server/helseid/helseid.ts';
import type { Helseid } from '../../../server/helseid/helseid.ts';
import type { HelseidConfig } from '../../../server/helseid/keys.ts';
import { createLogger } from '../../../server/logger.ts';
import type { StandInHelseid } from './stand-in-helseid.ts';
import { newSession } from '../../support/session.ts';

export const facadeUrl = 'http://localhost:4998';

const fnr = 'urn:oid:2.16.578.1.12.4.1.4.1';
export const patients = {
  a: { system: fnr, value: '02686525891' },
  b: { system: fnr, value: '16858399649' },
};

export function grantFor(
  person = patients.a,
  practitioner: Partial<ClinicianGrant['practitioner']> = {},
): ClinicianGrant {
  return {
    kind: 'clinician',
    session: newSession(),
    iss: 'https://ehr.example.no/fhir',
    clientId: 'hjemmekurve',
    patient: 'p1',
    person,
    practitioner: { id: 'd1', hpr: '222210011', name: 'Åse Fjellsjø', ...practitioner },
    organization: { orgnr: '312774100', name: 'Legekontoret' },
    scopes: ['patient/Observation.rs'],
    expires: Date.now() + 600_000,
  };
}

export interface Facade extends Helseid {
  log: string[];
  clock: { now: number };
  /** A whole login, as a browser would do it. */
  logIn(grant: ClinicianGrant): Promise<string>;
}

/** The facade's HelseID client with a clock that stands still until moved. */
export function startClient(helseid: StandInHelseid, change: Partial<HelseidConfig> = {}): Facade {
  const log: string[] = [];
  const clock = { now: Date.now() };
  const facade = createHelseid({
    config: { ...helseid.config, ...change },
    key: helseid.key,
    publicUrl: facadeUrl,
    log: createLogger('debug', { write: (line) => void log.push(line) }),
    now: () => clock.now,
  });
  return {
    ...facade,
    log,
    clock,
    async logIn(grant) {
      const url = await facade.login.begin(grant, 'silent', null);
      return (await facade.login.finish(helseid.callback(url))).outcome;
    },
  };
}
