import type { EhrCore } from '../core.ts';
import { isAddressFault, isFaultId } from '../fault-ids.ts';
import type { FaultId } from '../fault-ids.ts';
import { splitScope } from '../oauth/scopes.ts';
import type { PatientRecord, PractitionerRecord } from '../records.ts';
import { RequestFault } from './request-fault.ts';
import { helseidLogins } from './through-helseid.ts';
import type { HelseidLogin } from './through-helseid.ts';

/** What a launch is made of, every id looked up. */
export interface LaunchChoice {
  patient: PatientRecord;
  practitioner: PractitionerRecord;
  encounter?: fhir4.Encounter;
  faults: ReadonlySet<FaultId>;
  scope?: readonly string[];
  /** Seconds. */
  tokenLifetime?: number;
  /** Of the pages alone: a launch that is asked for by program opens in a browser of its own. */
  helseid: HelseidLogin;
}

const fields = [
  'patient',
  'practitioner',
  'scenario',
  'faults',
  'scope',
  'encounter',
  'tokenLifetime',
  'helseid',
];
const longestLifetime = 3600;

type Body = Record<string, unknown>;

/**
 * Reads the body of `POST /launches`. What is left out comes from the scenario, else it is the first patient and the
 * first practitioner. Throws a `RequestFault` naming the field.
 */
export function readLaunchChoice(core: EhrCore, payload: unknown): LaunchChoice {
  const body = readBody(payload);
  const { records } = core.directory;
  const scenarioId = readText(body, 'scenario');
  const scenario = records.scenarios.find(({ id }) => id === scenarioId);
  if (scenarioId !== undefined && !scenario) throw new RequestFault('scenario', 'There is no such scenario.');
  const patient = core.directory.patient(
    readText(body, 'patient') ?? scenario?.patient ?? records.patients[0]?.id ?? '',
  );
  if (!patient) throw new RequestFault('patient', 'There is no patient with this id.');
  const practitioner = core.directory.practitioner(
    readText(body, 'practitioner') ?? scenario?.practitioner ?? records.practitioners[0]?.id ?? '',
  );
  if (!practitioner) throw new RequestFault('practitioner', 'There is no practitioner with this id.');
  const encounter = findEncounter(core, patient, practitioner, readText(body, 'encounter'));
  const scope = readText(body, 'scope');
  const tokenLifetime = readLifetime(body['tokenLifetime'] ?? scenario?.tokenLifetime);
  return {
    patient,
    practitioner,
    faults: readFaults(core, body['faults'], scenario?.faults ?? []),
    helseid: readHelseid(readText(body, 'helseid')),
    ...(encounter && { encounter }),
    ...(scope !== undefined && { scope: splitScope(scope) }),
    ...(tokenLifetime !== undefined && { tokenLifetime }),
  };
}

function readBody(payload: unknown): Body {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new RequestFault('body', 'The body must be a JSON object.');
  }
  const unknown = Object.keys(payload).find((name) => !fields.includes(name));
  if (unknown !== undefined) throw new RequestFault(unknown, `Unknown field; known: ${fields.join(', ')}.`);
  return payload as Body;
}

function readText(body: Body, field: string): string | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '')
    throw new RequestFault(field, 'Must be a non-empty string.');
  return value;
}

function readLifetime(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= longestLifetime)
    return value;
  throw new RequestFault('tokenLifetime', `Must be a whole number of seconds from 1 to ${longestLifetime}.`);
}

function readHelseid(value: string | undefined): HelseidLogin {
  if (value === undefined) return 'clinician';
  const login = helseidLogins.find((each) => each === value);
  if (!login) throw new RequestFault('helseid', `Must be one of ${helseidLogins.join(', ')}.`);
  return login;
}

function readFaults(core: EhrCore, value: unknown, ofScenario: readonly string[]): ReadonlySet<FaultId> {
  if (value !== undefined && !Array.isArray(value))
    throw new RequestFault('faults', 'Must be an array of fault ids.');
  const offered = new Set(core.directory.records.faults.map(({ id }) => id));
  const faults = new Set<FaultId>();
  for (const fault of [...ofScenario, ...((value ?? []) as unknown[])]) {
    if (!isFaultId(fault) || !offered.has(fault)) throw new RequestFault('faults', 'There is no such fault.');
    faults.add(fault);
  }
  if ([...faults].filter(isAddressFault).length > 1) {
    throw new RequestFault('faults', 'Only one of facade-unreachable, store-slow and store-down at a time.');
  }
  return faults;
}

function findEncounter(
  core: EhrCore,
  patient: PatientRecord,
  practitioner: PractitionerRecord,
  id: string | undefined,
): fhir4.Encounter | undefined {
  if (id === undefined) return core.directory.contact(patient, practitioner);
  const encounter = core.directory.records.encounters.find((one) => one.id === id);
  if (encounter?.subject?.reference === `Patient/${patient.id}`) return encounter;
  throw new RequestFault('encounter', 'The patient has no encounter with this id.');
}
