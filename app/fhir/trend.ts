import type { Coding, Interpretation, Limits, Zone } from '#clinical/types.ts';
import { parseWhen, type When } from './date-time.ts';
import { FhirError } from './fhir-error.ts';
import { allNamed, instant, MalformedTrend, named, text } from './parameters.ts';
import type { Series } from './series.ts';
import { decodeSeries } from './trend-columns.ts';

type Parameter = fhir4.ParametersParameter;

/** Who measured, where, with what, and the status of the Observation; absent = not said. */
export interface Context {
  status?: string;
  performer?: string;
  organization?: string;
  /** The organisation that delivered the measurement. */
  source?: string;
  /** Other organisations that delivered the same measurement. */
  alsoFrom?: string;
  bodySite?: string;
  method?: string;
  device?: string;
}

/** A measurement that its source has withdrawn. */
export interface Withdrawn {
  /** Of the vital sign. */
  code?: Coding;
  reference: string;
  /** Absent: the source does not know it. */
  when?: When;
  /** Value and unit as sent. */
  text: string;
  /** The organisation that delivered it. */
  source?: string;
  /** When the withdrawal was received; absent: the store does not say. */
  received?: When;
}

/** A text beside a measurement: what a patient or whoever measured wrote. */
export interface Note {
  /** Of the measurement's vital sign. */
  code?: Coding;
  /** Of the measurement. */
  reference: string;
  /** When it was measured; absent: the source does not know it. */
  when?: When;
  /** Whole, as sent: text, never markup. */
  text: string;
  author?: string;
}

export interface Trend {
  /** The EHR's Patient id that the facade answered about. */
  patient: string;
  /** The facade's clock. */
  asOf: number;
  /** Newest arrival of anything of this patient; absent = never any. */
  lastReceived?: number;
  /** The clinician's own visit before this one. */
  lastVisit?: { start: number; end: number };
  /** From when on what was received is marked as new; absent: nothing is marked. */
  receivedSince?: number;
  limits: Limits[];
  contexts: Context[];
  series: Series[];
  /** In no series: their sources said that they are errors. */
  withdrawn: Withdrawn[];
  /** Of the measurements in the series, and of those set aside. */
  notes: Note[];
  /** Series that came but could not be read: named on screen, never half shown. */
  unreadable: { code?: Coding; reason: string }[];
}

/** Decodes the answer of `Observation/$trend` (wire format: server/trend). Throws FhirError `malformed`. */
export function decodeTrend(resource: unknown): Trend {
  const parameters = resource as Partial<fhir4.Parameters> | null;
  if (parameters?.resourceType !== 'Parameters') {
    throw new FhirError(200, 'malformed', 'The answer is not a Parameters resource');
  }
  const all = parameters.parameter;
  const patient = named(all, 'patient')?.valueReference?.reference;
  const asOf = parseWhen(instant(all, 'asOf'));
  if (!patient || !asOf) throw new FhirError(200, 'malformed', 'patient or asOf is missing');
  const lastReceived = parseWhen(instant(all, 'lastReceived'))?.instant;
  const lastVisit = named(all, 'lastVisit')?.valuePeriod;
  const start = parseWhen(lastVisit?.start)?.instant;
  const end = parseWhen(lastVisit?.end)?.instant;
  const receivedSince = parseWhen(instant(all, 'receivedSince'))?.instant;
  const trend: Trend = {
    patient: patient.replace(/^Patient\//, ''),
    asOf: asOf.instant,
    ...(lastReceived !== undefined && { lastReceived }),
    ...(start !== undefined && end !== undefined && { lastVisit: { start, end } }),
    ...(receivedSince !== undefined && { receivedSince }),
    limits: allNamed(all, 'limits').map(({ part }) => decodeLimits(part)),
    contexts: allNamed(all, 'context').map(({ part }) => decodeContext(part)),
    series: [],
    withdrawn: allNamed(all, 'withdrawn').map(({ part }) => decodeWithdrawn(part)),
    notes: allNamed(all, 'note').map(({ part }) => decodeNote(part)),
    unreadable: [],
  };
  for (const { part } of allNamed(all, 'series')) addSeries(trend, part);
  return trend;
}

function addSeries(trend: Trend, parts: readonly Parameter[] | undefined): void {
  try {
    const series = decodeSeries(parts);
    const steps = Int32Array.from(series.limitPeriods ?? [], ({ limits }) => limits);
    if ([steps, series.limits].some((each) => each.some((index) => index >= trend.limits.length))) {
      throw new MalformedTrend('series.limits points outside the dictionary');
    }
    if (series.contexts.some((index) => index >= trend.contexts.length)) {
      throw new MalformedTrend('series.contexts points outside the dictionary');
    }
    trend.series.push(series);
  } catch (error) {
    if (!(error instanceof MalformedTrend)) throw error;
    const code = named(parts, 'code')?.valueCoding;
    trend.unreadable.push({ ...(code && { code }), reason: error.message });
  }
}

function decodeLimits(parts: readonly Parameter[] | undefined): Limits {
  const setBy = decodeSetBy(named(parts, 'setBy')?.part);
  return {
    origin: (text(parts, 'origin') ?? 'default') as Limits['origin'],
    source: text(parts, 'source') ?? '',
    zones: allNamed(parts, 'zone').map(({ part }): Zone => {
      const low = named(part, 'low')?.valueDecimal;
      const high = named(part, 'high')?.valueDecimal;
      return {
        interpretation: text(part, 'interpretation') as Interpretation,
        ...(low !== undefined && { low }),
        ...(high !== undefined && { high }),
      };
    }),
    ...(setBy && { setBy }),
  };
}

function decodeSetBy(parts: readonly Parameter[] | undefined): Limits['setBy'] {
  const [name, organization] = [text(parts, 'name'), text(parts, 'organization')];
  const from = parseWhen(instant(parts, 'from'))?.instant;
  if (!name || !organization || from === undefined) return undefined;
  return { name, organization, from };
}

/** What a measurement beside the series says of itself. */
function decodeBeside(
  parts: readonly Parameter[] | undefined,
): Pick<Note, 'code' | 'reference' | 'when' | 'text'> {
  const code = named(parts, 'code')?.valueCoding;
  const when = parseWhen(instant(parts, 'time'));
  return {
    ...(code && { code }),
    reference: named(parts, 'reference')?.valueReference?.reference ?? '',
    ...(when && { when }),
    text: text(parts, 'text') ?? '',
  };
}

function decodeNote(parts: readonly Parameter[] | undefined): Note {
  const author = text(parts, 'author');
  return { ...decodeBeside(parts), ...(author && { author }) };
}

function decodeWithdrawn(parts: readonly Parameter[] | undefined): Withdrawn {
  const source = text(parts, 'source');
  const received = parseWhen(instant(parts, 'received'));
  return {
    ...decodeBeside(parts),
    ...(source && { source }),
    ...(received && { received }),
  };
}

const contextKeys = [
  'status',
  'performer',
  'organization',
  'source',
  'alsoFrom',
  'bodySite',
  'method',
  'device',
] as const;

function decodeContext(parts: readonly Parameter[] | undefined): Context {
  const context: Context = {};
  for (const key of contextKeys) {
    const value = text(parts, key);
    if (value) context[key] = value;
  }
  return context;
}
