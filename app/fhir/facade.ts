import { decodeTrend, type Trend } from './trend.ts';
import { FhirError, isAbort, toFhirError } from './fhir-error.ts';
import { toMeasurement, type Measurement } from './observation.ts';
import type { Days } from '../time/period.ts';
import type { VitalSign } from '#clinical/types.ts';

/** Gives the bearer token of the moment; `renew` throws away the one the facade called expired. */
export interface TokenSource {
  bearer(): Promise<string>;
  renew(rejected: string): Promise<string>;
}

export interface Latest {
  measurements: Measurement[];
  /** Observations that came but are in no catalogue entry: counted, never hidden. */
  unknown: number;
}

const TIMEOUT = 30_000;

/** The only code that talks to the facade's FHIR endpoint. Every answer is checked against the launch's patient. */
export class Facade {
  readonly #base: string;
  readonly #patient: string;
  readonly #tokens: TokenSource;
  readonly #timeout: number;

  constructor(base: string, patient: string, tokens: TokenSource, timeout = TIMEOUT) {
    this.#base = base;
    this.#patient = patient;
    this.#tokens = tokens;
    this.#timeout = timeout;
  }

  /** Exact and complete trend of these vital signs for calendar days in Oslo. */
  async trend(vitalSigns: readonly VitalSign[], days: Days, signal: AbortSignal): Promise<Trend> {
    const query = codesOf(vitalSigns);
    if (days.from) query.set('start', days.from);
    if (days.to) query.set('end', days.to);
    const trend = decodeTrend(await this.#get(`Observation/$trend?${query}`, signal));
    this.#requirePatient(trend.patient);
    return trend;
  }

  /** The newest measurements of each vital sign, newest first; ties on time can make them more than `max`. */
  async latest(vitalSigns: readonly VitalSign[], max: number, signal: AbortSignal): Promise<Latest> {
    const codes = vitalSigns.map(({ code }) => `${code.system}|${code.code}`).join(',');
    const query = new URLSearchParams({ code: codes, max: String(max) });
    const bundle = (await this.#get(`Observation/$lastn?${query}`, signal)) as Partial<
      fhir4.Bundle<fhir4.FhirResource>
    > | null;
    if (bundle?.resourceType !== 'Bundle')
      throw new FhirError(200, 'malformed', 'The answer is not a Bundle');
    const latest: Latest = { measurements: [], unknown: 0 };
    for (const { resource } of bundle.entry ?? []) {
      if (resource?.resourceType !== 'Observation') continue;
      this.#requirePatient(resource.subject?.reference?.replace(/^(.*\/)?Patient\//, ''));
      const measurement = toMeasurement(resource);
      if (measurement) latest.measurements.push(measurement);
      else latest.unknown += 1;
    }
    return latest;
  }

  #requirePatient(patient: string | undefined): void {
    if (patient !== this.#patient) {
      throw new FhirError(200, 'other-patient', 'The answer is about another patient than the launch');
    }
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    const token = await this.#tokens.bearer();
    try {
      return await this.#fetchTwice(path, token, signal);
    } catch (error) {
      if (!(error instanceof FhirError) || error.status !== 401) throw error;
      return await this.#fetchTwice(path, await this.#tokens.renew(token), signal);
    }
  }

  /** A GET that found no answer at all is tried once more. */
  async #fetchTwice(path: string, token: string, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.#fetch(path, token, signal);
    } catch (error) {
      if (!(error instanceof FhirError) || error.reason !== 'unreachable') throw error;
      return await this.#fetch(path, token, signal);
    }
  }

  async #fetch(path: string, token: string, signal: AbortSignal): Promise<unknown> {
    const limit = AbortSignal.timeout(this.#timeout);
    try {
      const response = await fetch(`${this.#base}/${path}`, {
        headers: { accept: 'application/fhir+json', authorization: `Bearer ${token}` },
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.any([signal, limit]),
      });
      const body: unknown = await response.json().catch((error: unknown) => {
        if (signal.aborted || limit.aborted) throw error;
        return undefined;
      });
      if (!response.ok) throw toFhirError(response.status, body);
      if (body === undefined) throw new FhirError(response.status, 'malformed', 'The answer is not JSON');
      return body;
    } catch (error) {
      if (error instanceof FhirError) throw error;
      if (signal.aborted || (isAbort(error) && !limit.aborted)) throw error;
      if (limit.aborted) throw new FhirError(0, 'timeout', 'No answer in time', error);
      throw new FhirError(0, 'unreachable', 'No answer', error);
    }
  }
}

function codesOf(vitalSigns: readonly VitalSign[]): URLSearchParams {
  return new URLSearchParams(vitalSigns.map(({ code }) => ['code', `${code.system}|${code.code}`]));
}
