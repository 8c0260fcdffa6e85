import { measuredStatuses } from '#clinical/measured-statuses.ts';
import { decodeTrend, type Trend } from './trend.ts';
import { FhirError } from './fhir-error.ts';
import { toMeasurement, type Measurement } from './observation.ts';
import { named } from './parameters.ts';
import { tallyBeside } from './persistence.ts';
import type { CalendarDate } from '../time/oslo.ts';
import type { Days } from '../time/period.ts';
import type { VitalSign } from '#clinical/types.ts';

export interface Latest {
  measurements: Measurement[];
  /** Observations that came but are in no catalogue entry: counted, never hidden. */
  unknown: number;
}

/** What is asked of the facade's FHIR endpoint; throws FhirError, or the signal's abort. */
export interface Reads {
  get(path: string, signal: AbortSignal): Promise<unknown>;
}

/** When the clinician last looked: what is asked about it, and who is told the answer. */
export interface AskedVisit {
  readonly asked: 'last-visit' | number | undefined;
  take(trend: Trend): void;
}

/** A patient's measurements at the facade. Every answer is checked against the launch's patient. */
export class Facade {
  readonly #reads: Reads;
  readonly #patient: string;
  readonly #visit: AskedVisit | undefined;

  /** @param visit absent: nothing is marked as new */
  constructor(reads: Reads, patient: string, visit?: AskedVisit) {
    this.#reads = reads;
    this.#patient = patient;
    this.#visit = visit;
  }

  /** Exact and complete trend of these vital signs for calendar days in Oslo. */
  async trend(vitalSigns: readonly VitalSign[], days: Days, signal: AbortSignal): Promise<Trend> {
    const query = codesOf(vitalSigns);
    if (days.from) query.set('start', days.from);
    if (days.to) query.set('end', days.to);
    const since = this.#visit?.asked;
    if (since !== undefined) {
      query.set('receivedSince', since === 'last-visit' ? since : new Date(since).toISOString());
    }
    const trend = decodeTrend(await this.#reads.get(`Observation/$trend?${query}`, signal));
    this.#requirePatient(trend.patient);
    this.#visit?.take(trend);
    return trend;
  }

  /** What a summary of the facade answers (`Observation/$operation`), undecoded. */
  async summary(
    operation: string,
    question: URLSearchParams,
    signal: AbortSignal,
  ): Promise<fhir4.ParametersParameter[]> {
    const answer = (await this.#reads.get(
      `Observation/$${operation}?${question}`,
      signal,
    )) as Partial<fhir4.Parameters> | null;
    if (answer?.resourceType !== 'Parameters') {
      throw new FhirError(200, 'malformed', 'The answer is not a Parameters resource');
    }
    const parts = answer.parameter ?? [];
    const patient = named(parts, 'patient')?.valueReference?.reference;
    this.#requirePatient(patient?.replace(/^Patient\//, ''));
    return parts;
  }

  /**
   * The newest measurements of each vital sign that were completed, newest first; ties on time can make them more than `max`.
   * @param from only of this Oslo day and later
   */
  async latest(
    vitalSigns: readonly VitalSign[],
    max: number,
    signal: AbortSignal,
    from?: CalendarDate,
  ): Promise<Latest> {
    const codes = vitalSigns.map(({ code }) => `${code.system}|${code.code}`).join(',');
    const query = new URLSearchParams({
      ...{ code: codes, max: String(max), status: measuredStatuses.join() },
      ...(from && { date: `ge${from}` }),
    });
    const bundle = (await this.#reads.get(`Observation/$lastn?${query}`, signal)) as Partial<
      fhir4.Bundle<fhir4.FhirResource>
    > | null;
    if (bundle?.resourceType !== 'Bundle')
      throw new FhirError(200, 'malformed', 'The answer is not a Bundle');
    const latest: Latest = { measurements: [], unknown: 0 };
    for (const entry of bundle.entry ?? []) {
      const { resource } = entry;
      if (resource?.resourceType !== 'Observation') continue;
      this.#requirePatient(resource.subject?.reference?.replace(/^(.*\/)?Patient\//, ''));
      const measurement = toMeasurement(resource);
      if (measurement) latest.measurements.push(withTallies(measurement, entry));
      else latest.unknown += 1;
    }
    return latest;
  }

  #requirePatient(patient: string | undefined): void {
    if (patient !== this.#patient) {
      throw new FhirError(200, 'other-patient', 'The answer is about another patient than the launch');
    }
  }
}

function withTallies(measurement: Measurement, entry: fhir4.BundleEntry): Measurement {
  const parts = measurement.parts.map((each) => {
    const persistence = tallyBeside(entry, each.part);
    return persistence ? { ...each, persistence } : each;
  });
  return { ...measurement, parts };
}

function codesOf(vitalSigns: readonly VitalSign[]): URLSearchParams {
  return new URLSearchParams(vitalSigns.map(({ code }) => ['code', `${code.system}|${code.code}`]));
}
