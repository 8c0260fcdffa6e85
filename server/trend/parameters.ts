import type { ReaderGrant } from '../access/grant.ts';
import type { VitalSign } from '../clinical/types.ts';
import type { SinceVisit } from '../reading/since-visit.ts';
import type { Withdrawn } from '../reading/withdrawn.ts';
import type {
  MeasurementContext,
  StoredLimits,
  Trend,
  TrendAnswer,
  TrendPoint,
} from '../store/national-store.ts';
import { bucketParts, type DrawnValue } from './buckets.ts';
import { isExact, SeriesColumns, type DictionaryIndexes } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { contextParameter, limitsParameter, type Description } from './dictionary-entries.ts';
import { instant } from './instant.ts';
import { noteParameters } from './note-parameters.ts';
import type { TrendRequest } from './query.ts';
import { setAsideParts } from './set-aside-parts.ts';
import { standingParts, type Standing } from './standing.ts';
import { withdrawnParameter } from './withdrawn-parameter.ts';

type Parts = fhir4.ParametersParameter[];

interface Dictionaries {
  limits: Dictionary<StoredLimits>;
  contexts: Dictionary<Description>;
  /** What the store's contexts say, by the store's number. */
  known: Map<number, { limits: MeasurementContext['limits']; description: Description }>;
}

const nothingKnown: Description = { status: 'unknown', source: '' };

/**
 * The answer of Observation/$trend: exact and complete, in columns. The format is published as OperationDefinition.
 * @param withdrawn of the same vital signs and period
 * @param standing what the person's orders say beside the values that were judged by them
 */
export function trendParameters(
  grant: ReaderGrant,
  request: TrendRequest,
  answer: TrendAnswer,
  asOf: number,
  standing: Standing = { tallies: [], orders: [] },
  { receivedSince, lastVisit }: SinceVisit = {},
  withdrawn: readonly Withdrawn[] = [],
): fhir4.Parameters {
  const dictionaries: Dictionaries = {
    limits: new Dictionary(),
    contexts: new Dictionary(),
    known: new Map(
      [...answer.contexts].map(([number, { limits, ...description }]) => [number, { limits, description }]),
    ),
  };
  const series = request.vitalSigns.flatMap((vitalSign, index) => {
    const trend = answer.trends[index] ?? { code: '', points: [] };
    return seriesOf(vitalSign, trend, answer, dictionaries, request.points);
  });
  // After all values: their limits keep the first numbers of the dictionary.
  for (const [vitalSign, index, part] of placed(request.vitalSigns)) {
    const asked = { period: request.period, asOf, ...(answer.person && { person: answer.person }) };
    series[index]?.part?.push(...standingParts(vitalSign, part, standing, asked, dictionaries.limits));
  }
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: `Patient/${grant.patient}` } },
      ...(Object.keys(request.asked).length > 0 ? [{ name: 'period', valuePeriod: request.asked }] : []),
      { name: 'asOf', valueInstant: instant(asOf) },
      ...(answer.lastReceived === undefined
        ? []
        : [{ name: 'lastReceived', valueInstant: instant(answer.lastReceived) }]),
      ...(lastVisit ? [lastVisitParameter(lastVisit)] : []),
      ...(receivedSince === undefined
        ? []
        : [{ name: 'receivedSince', valueInstant: instant(receivedSince) }]),
      ...dictionaries.limits.entries.map(limitsParameter),
      ...dictionaries.contexts.entries.map(contextParameter),
      ...series,
      ...withdrawn.map(withdrawnParameter),
      ...request.vitalSigns.flatMap((vitalSign, index) =>
        (answer.trends[index]?.noted ?? []).flatMap((noted) =>
          noteParameters(vitalSign, noted, answer.person ?? ''),
        ),
      ),
    ],
  };
}

function seriesOf(
  vitalSign: VitalSign,
  trend: Trend,
  answer: TrendAnswer,
  dictionaries: Dictionaries,
  buckets: number | undefined,
): Parts {
  const series = (vitalSign.parts.length > 0 ? vitalSign.parts : [undefined]).map((part, index) => ({
    part,
    columns: new SeriesColumns(indexesInto(dictionaries, index), trend.received),
    values: [] as DrawnValue[],
  }));
  const setAside: TrendPoint[] = [];
  let newInAnswer = 0;
  for (const point of trend.points) {
    if (trend.received?.has(point.number)) newInAnswer++;
    if (point.aside !== null) setAside.push(point);
    series.forEach(({ part, columns, values }, index) => {
      const value = point.values[index];
      if (!part || typeof value !== 'number') return;
      const judgement = point.judgements[index] ?? 0;
      if (buckets === undefined || isExact(judgement)) columns.add(point, value, judgement);
      if (buckets !== undefined) values.push({ effective: point.effective, value, judgement });
    });
  }
  const prefix = `Observation/${answer.person ?? ''}-`;
  return series.map(({ part, columns, values }, index) => ({
    name: 'series',
    part: [
      { name: 'code', valueCoding: toCoding(vitalSign.code) },
      ...(part && vitalSign.parts.length > 1
        ? [{ name: 'component', valueCoding: toCoding(part.code) }]
        : []),
      ...(part?.unit ? [{ name: 'unit', valueCode: part.unit }] : []),
      ...availablePart(trend),
      ...receivedPart(trend, newInAnswer),
      ...columns.toParts(),
      ...(columns.count > 0 ? [{ name: 'referencePrefix', valueString: prefix }] : []),
      ...(part && buckets !== undefined ? bucketParts(values, buckets, part) : []),
      ...setAside.flatMap((point) => setAsideParts(point, index, prefix, trend.received)),
    ],
  }));
}

/** Each series' vital sign and part, in the order of the answer. */
function* placed(vitalSigns: readonly VitalSign[]): Generator<[VitalSign, index: number, part: number]> {
  let index = 0;
  for (const vitalSign of vitalSigns) {
    for (let part = 0; part < Math.max(1, vitalSign.parts.length); part++) yield [vitalSign, index++, part];
  }
}

function indexesInto({ limits, contexts, known }: Dictionaries, part: number): DictionaryIndexes {
  return {
    limits: (context) => {
      const own = known.get(context)?.limits[part];
      return own ? limits.indexOf(own) : '-';
    },
    contexts: (context) => contexts.indexOf(known.get(context)?.description ?? nothingKnown),
  };
}

function availablePart({ available }: Trend): Parts {
  if (!available) return [];
  return [
    {
      name: 'available',
      part: [
        { name: 'first', valueDateTime: instant(available.first) },
        { name: 'last', valueDateTime: instant(available.last) },
        { name: 'count', valueInteger: available.count },
      ],
    },
  ];
}

/** @param inAnswer how many of the new ones belong to the period that was asked for */
function receivedPart({ received }: Trend, inAnswer: number): Parts {
  if (!received) return [];
  return [
    {
      name: 'received',
      part: [
        { name: 'count', valueInteger: received.size },
        { name: 'outsidePeriod', valueInteger: received.size - inAnswer },
      ],
    },
  ];
}

function lastVisitParameter({ start, end }: NonNullable<SinceVisit['lastVisit']>): fhir4.ParametersParameter {
  return { name: 'lastVisit', valuePeriod: { start: instant(start), end: instant(end) } };
}

function toCoding({ system, code, display }: VitalSign['code']): fhir4.Coding {
  return { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
}
