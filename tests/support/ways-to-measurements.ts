import type { RawQuestion } from './raw-exchange.ts';

/** Each kind of request by which a reader gets to measurements. @param path below /fhir; `id` is an Observation's */
export interface Way {
  name: string;
  path: (id: string) => string;
  question: RawQuestion;
}

const code = 'http://loinc.org|8867-4';
const form = (parameters: Record<string, string>): RawQuestion => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(parameters).toString(),
});
const get = (name: string, path: Way['path']): Way => ({ name, path, question: {} });

export const waysToMeasurements: Way[] = [
  get('search', () => '/Observation'),
  get('search by code and date', () => `/Observation?code=${code}&date=ge2020-01-01&_count=1`),
  get('count', () => '/Observation?_summary=count'),
  { name: 'search by form', path: () => '/Observation/_search', question: form({ code }) },
  get('read', (id) => `/Observation/${id}`),
  get('_history', (id) => `/Observation/${id}/_history`),
  get('version', (id) => `/Observation/${id}/_history/1`),
  get('$lastn', () => `/Observation/$lastn?code=${code}`),
  { name: '$lastn by form', path: () => '/Observation/$lastn', question: form({ code }) },
  get('$trend', () => `/Observation/$trend?code=${code}`),
  { name: '$trend by form', path: () => '/Observation/$trend', question: form({ code }) },
  get('malformed', () => '/Observation?date=yesterday'),
];
