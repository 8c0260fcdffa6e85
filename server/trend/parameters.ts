import type { ClinicianGrant } from '../access/grant.ts';
import type { Part, VitalSign } from '../clinical/types.ts';
import type { Aside } from '../delivery/set-aside.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { unknownTime } from '../store/deliverable.ts';
import type {
  MeasurementContext,
  StoredLimits,
  Trend,
  TrendAnswer,
  TrendPoint,
} from '../store/national-store.ts';
import { bucketParts } from './buckets.ts';
import { columnParts, drawnPoints, isExact } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import type { TrendRequest } from './query.ts';

type Parts = fhir4.ParametersParameter[];

type Description = Omit<MeasurementContext, 'limits'>;

interface Dictionaries {
  limits: Dictionary<StoredLimits>;
  contexts: Dictionary<Description>;
  /** What the store's contexts say, by the store's number. */
  known: Map<number, { limits: MeasurementContext['limits']; description: Description }>;
}

const nothingKnown: Description = { status: 'unknown', source: '' };

/** The answer of Observation/$trend: exact and complete, in columns. The format is published as OperationDefinition. */
export function trendParameters(
  grant: ClinicianGrant,
  request: TrendRequest,
  answer: TrendAnswer,
  asOf: number,
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
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: `Patient/${grant.patient}` } },
      ...(Object.keys(request.asked).length > 0 ? [{ name: 'period', valuePeriod: request.asked }] : []),
      { name: 'asOf', valueInstant: instant(asOf) },
      ...(answer.lastReceived === undefined
        ? []
        : [{ name: 'lastReceived', valueInstant: instant(answer.lastReceived) }]),
      ...dictionaries.limits.entries.map(limitsParameter),
      ...dictionaries.contexts.entries.map(contextParameter),
      ...series,
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
  const { known } = dictionaries;
  const parts: (Part | undefined)[] = vitalSign.parts.length > 0 ? [...vitalSign.parts] : [undefined];
  return parts.map((part, index) => {
    const drawn = part ? drawnPoints(trend.points, index) : [];
    const exact = buckets === undefined ? drawn : drawn.filter(isExact);
    const columns = columnParts(exact, {
      limits: (point) => {
        const limits = known.get(point.context)?.limits[index];
        return limits ? dictionaries.limits.indexOf(limits) : '-';
      },
      contexts: (point) =>
        dictionaries.contexts.indexOf(known.get(point.context)?.description ?? nothingKnown),
    });
    const prefix = `Observation/${answer.person ?? ''}-`;
    return {
      name: 'series',
      part: [
        { name: 'code', valueCoding: toCoding(vitalSign.code) },
        ...(part && vitalSign.parts.length > 1
          ? [{ name: 'component', valueCoding: toCoding(part.code) }]
          : []),
        ...(part?.unit ? [{ name: 'unit', valueCode: part.unit }] : []),
        ...availablePart(trend),
        ...columns,
        ...(exact.length > 0 ? [{ name: 'referencePrefix', valueString: prefix }] : []),
        ...(part && buckets !== undefined ? bucketParts(drawn, buckets, part) : []),
        ...trend.points
          .filter(({ aside }) => aside !== null)
          .flatMap((point) => setAsideParts(point, index, prefix)),
      ],
    };
  });
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

/** What of a measurement is not on the line of this series. */
function setAsideParts(point: TrendPoint, part: number, prefix: string): Parts {
  if (point.aside === null) return [];
  return (JSON.parse(point.aside) as Aside[])
    .filter((aside) => (aside.part ?? 0) === part)
    .map(({ reason, text, detail, time }) => ({
      name: 'setAside',
      part: [
        { name: 'reference', valueReference: { reference: prefix + point.number.toString(36) } },
        ...timePart(point, time),
        { name: 'text', valueString: text || '–' },
        { name: 'reason', valueCode: reason },
        ...(detail ? [{ name: 'detail', valueString: detail }] : []),
      ],
    }));
}

/** As the source said it, when that is only a month or a year; absent when it did not know. */
function timePart(point: TrendPoint, sent: string | undefined): Parts {
  if (point.effective === unknownTime) return [];
  return [{ name: 'time', valueDateTime: sent ?? timeOf(point) }];
}

/** A measurement of a day has no time of day to show. */
function timeOf({ dateOnly, effective }: TrendPoint): string {
  return dateOnly ? osloDate(effective) : instant(effective);
}

function limitsParameter({ origin, source, zones }: StoredLimits): fhir4.ParametersParameter {
  return {
    name: 'limits',
    part: [
      { name: 'origin', valueCode: origin },
      { name: 'source', valueString: source },
      ...zones.map(({ interpretation, low, high }) => ({
        name: 'zone',
        part: [
          { name: 'interpretation', valueCode: interpretation },
          ...(low === undefined ? [] : [{ name: 'low', valueDecimal: low }]),
          ...(high === undefined ? [] : [{ name: 'high', valueDecimal: high }]),
        ],
      })),
    ],
  };
}

function contextParameter(context: Description): fhir4.ParametersParameter {
  const { status, ...texts } = context;
  return {
    name: 'context',
    part: [
      { name: 'status', valueCode: status },
      ...Object.entries(texts).map(([name, valueString]) => ({ name, valueString })),
    ],
  };
}

function toCoding({ system, code, display }: VitalSign['code']): fhir4.Coding {
  return { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
