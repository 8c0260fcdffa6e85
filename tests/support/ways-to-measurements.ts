import type { RawQuestion } from './raw-exchange.ts';

/** What there is about a person: ids of a measurement and of an order, and a page link that was given before. */
export interface Known {
  order: string;
  page: string;
}

/** Each kind of request by which a reader gets to measurements. @param path below /fhir; `id` is an Observation's */
export interface Way {
  name: string;
  path: (id: string) => string;
  question: RawQuestion;
}

export interface FurtherWay extends Omit<Way, 'path'> {
  path: (id: string, known: Known) => string;
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

const fhirJson = { 'Content-Type': 'application/fhir+json' };
const sent = (name: string, method: 'POST' | 'PUT', address: string, body: string): Way => ({
  name,
  path: () => address,
  question: { method, headers: fhirJson, body },
});
const conditional = (name: string, headers: Record<string, string>): Way => ({
  name,
  path: (id) => `/Observation/${id}`,
  question: { headers },
});
const head = (path: string): Way => ({
  name: `HEAD ${path}`,
  path: () => path,
  question: { method: 'HEAD' },
});
const operations = [
  ...['stats', 'home-blood-pressure', 'glucose-summary', 'weight-summary', 'oxygen-saturation-summary'],
  ...['news2', 'expected-measurements', 'change-summary'],
].map((name) => `/Observation/$${name}`);
const trendOf = (parameter: object[]) => JSON.stringify({ resourceType: 'Parameters', parameter });

/** What else somebody who is kept out might try: every other address, requests that are wrong, and conditions. */
export const furtherWays: FurtherWay[] = [
  ...operations.flatMap((path) => [
    get(path, () => path),
    { name: `${path} by form`, path: () => path, question: form({ code }) },
  ]),
  get('$trend since the last visit', () => `/Observation/$trend?code=${code}&receivedSince=last-visit`),
  sent('$trend by Parameters', 'POST', '/Observation/$trend', trendOf([{ name: 'code', valueString: code }])),
  sent('$trend by Parameters that are none', 'POST', '/Observation/$trend', '{"resourceType":"Parameters"}'),
  sent('$trend by what is no JSON', 'POST', '/Observation/$trend', '{'),
  sent('_search by JSON', 'POST', '/Observation/_search', '{}'),
  get('unknown operation parameter', () => `/Observation/$trend?code=${code}&points=many`),
  get('strict, unknown', () => '/Observation?nonsense=1'),
  get('no such code system', () => '/Observation?code=x|y'),
  get('$lastn without code', () => '/Observation/$lastn'),
  get('no such id', () => '/Observation/zzz-zzz'),
  get('an id that is none', () => `/Observation/${'z'.repeat(100)}`),
  get('no such version', (id) => `/Observation/${id}/_history/99`),
  get('another patient', () => '/Observation?patient=somebody-else'),
  get('a page that is none', () => '/Observation?_page=x'),
  conditional('If-None-Match: the version', { 'If-None-Match': 'W/"1"' }),
  conditional('If-None-Match: another version', { 'If-None-Match': 'W/"2"' }),
  conditional('If-None-Match: *', { 'If-None-Match': '*' }),
  conditional('If-Modified-Since: tomorrow', { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }),
  conditional('Range', { Range: 'bytes=0-10' }),
  ...['/Observation', '/Observation?_summary=count', '/Observation/$news2', '/ServiceRequest'].map(head),
  { name: 'HEAD read', path: (id) => `/Observation/${id}`, question: { method: 'HEAD' } },
  get('orders', () => '/ServiceRequest'),
  get('every version of every order', () => '/ServiceRequest/_history'),
  { name: 'a page', path: (_, { page }) => page, question: {} },
  { name: 'an order', path: (_, { order }) => `/ServiceRequest/${order}`, question: {} },
  {
    name: 'every version of an order',
    path: (_, { order }) => `/ServiceRequest/${order}/_history`,
    question: {},
  },
  {
    name: 'a version of an order',
    path: (_, { order }) => `/ServiceRequest/${order}/_history/1`,
    question: {},
  },
  { name: 'orders by form', path: () => '/ServiceRequest/_search', question: form({}) },
  sent('an order made', 'POST', '/ServiceRequest', '{}'),
  { ...sent('an order changed', 'PUT', '', '{}'), path: (_, { order }) => `/ServiceRequest/${order}` },
  sent('an order tried', 'POST', '/ServiceRequest/$preview', '{}'),
];
