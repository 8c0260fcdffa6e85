import type { PatientCarrier } from '../behaviour.ts';
import type { StoredObservation } from '../observations/stored-observation.ts';
import { PmdRefusal } from '../pmd-refusal.ts';
import { matchesDate, readDateFilter } from './date-filter.ts';
import type { DateFilter } from './date-filter.ts';
import { matchesToken, readTokenFilter } from './token-filter.ts';
import type { TokenFilter } from './token-filter.ts';

export interface SearchRequest {
  patient: { system: string | undefined; value: string };
  /** All hold. */
  dates: readonly DateFilter[];
  /** In each list one holds. */
  codes: readonly (readonly TokenFilter[])[];
}

type Headers = Readonly<Record<string, unknown>>;

/** Reads what PMD reads in a search and leaves the rest: `_count`, `_sort` and all others have no effect. Throws 400. */
export function readSearch(form: URLSearchParams, headers: Headers, carrier: PatientCarrier): SearchRequest {
  return {
    patient: patientOf(form, headers, carrier),
    dates: form.getAll('date').map((value) => {
      const filter = readDateFilter(value);
      if (!filter) throw invalid('date must be a FHIR date or dateTime after eq, ge, gt, le, lt or nothing');
      return filter;
    }),
    codes: form.getAll('code').map((value) =>
      value.split(',').map((one) => {
        const filter = readTokenFilter(one);
        if (!filter) throw invalid('code must be code or system|code, with a comma between several');
        return filter;
      }),
    ),
  };
}

export function matches({ patient, dates, codes }: SearchRequest, found: StoredObservation): boolean {
  return (
    (patient.system === undefined || patient.system === found.patient.system) &&
    dates.every((filter) => matchesDate(filter, found.effective)) &&
    codes.every((any) => any.some((filter) => found.codes.some((code) => matchesToken(filter, code))))
  );
}

/** The generation's own carrier must be there; another one may repeat it but not contradict it. */
function patientOf(
  form: URLSearchParams,
  headers: Headers,
  carrier: PatientCarrier,
): SearchRequest['patient'] {
  const [inForm, ...others] = form.getAll('patient.identifier');
  if (others.length > 0)
    throw invalid('patient.identifier must be given once: a search is about one patient');
  const named = {
    form: inForm,
    'x-pmd-patient': header(headers, 'x-pmd-patient'),
    'person-id': header(headers, 'person-id'),
  };
  const patient = readPatient(named[carrier]);
  if (!patient) {
    const place = carrier === 'form' ? 'the form parameter patient.identifier' : `the header ${carrier}`;
    throw invalid(`${place} must name one patient`);
  }
  for (const [place, text] of Object.entries(named)) {
    if (text !== undefined && readPatient(text)?.value !== patient.value) {
      throw invalid(`${place} names another patient than ${carrier}`);
    }
  }
  return patient;
}

function readPatient(text: string | undefined): SearchRequest['patient'] | undefined {
  const [, system, value] = /^(?:([^|,]*)\|)?([^|,\s]+)$/.exec(text ?? '') ?? [];
  return value === undefined ? undefined : { system: system || undefined, value };
}

function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const invalid = (rule: string) => new PmdRefusal(400, 'invalid', `${rule}.`);
