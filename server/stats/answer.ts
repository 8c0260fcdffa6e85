import type { ReaderGrant } from '../access/grant.ts';
import { roundTo } from '../clinical/rounding.ts';
import { ascending } from '../clinical/summaries/statistics.ts';
import { observationText } from '../observation/searchset.ts';
import type { ReadableStore } from '../reading/watched-store.ts';
import { unknownTime } from '../store/deliverable.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { CodeToken, DateFilter, Interval, StoredObservation, Trend } from '../store/national-store.ts';
import { FhirError } from '../errors.ts';
import { mostSources, type StatsRequest, type Summed } from './query.ts';
import { statistics, statisticsSystem, type Sample } from './statistics.ts';

export interface StatsReader {
  grant: ReaderGrant;
  allowedCategories?: CodeToken[];
  store: Pick<ReadableStore, 'search' | 'trend'>;
}

interface Counted extends Sample, Summed {
  /** Numbers of the measurements behind the values. */
  numbers: number[];
  /** First and last effective time of what was received. */
  extent: Interval;
}

/**
 * The answer of Observation/$stats: one Observation per number, with a component per statistic, and the Observations behind them when
 * asked for. Values are exact to nine decimals: whoever shows them rounds them once.
 */
export async function statsParameters(
  { grant, allowedCategories, store }: StatsReader,
  request: StatsRequest,
): Promise<fhir4.Parameters> {
  const codes = [...new Set(request.summed.map(({ vitalSign }) => vitalSign.code.code ?? ''))];
  const allowed = allowedCategories ? { allowedCategories } : {};
  const found = await store.trend(grant.person, { codes, period: request.period, ...allowed });
  const counted = request.summed.map((summed) =>
    countPart(summed, found.trends[codes.indexOf(summed.vitalSign.code.code ?? '')], request.period),
  );
  const used = new Set(counted.flatMap(({ numbers }) => numbers));
  const ids = new Set([...used].map((number) => `${found.person ?? ''}-${number.toString(36)}`));
  const { sources: asked } = request;
  if (asked && asked.limit === undefined && ids.size > mostSources) throw tooManySources();
  const most = asked ? (asked.limit ?? mostSources) : 0;
  const sources =
    most === 0 ? [] : await readSources({ grant, store, ...allowed }, codes, request.period, ids, most);
  return {
    resourceType: 'Parameters',
    parameter: [
      ...counted.map((each) => ({ name: 'statistics', resource: statisticsOf(each, request, grant) })),
      ...sources.map((source) => ({
        name: 'source',
        resource: JSON.parse(observationText(grant, source)) as fhir4.Observation,
      })),
    ],
  };
}

function tooManySources(): FhirError {
  const rule = `would answer with more than ${mostSources} Observations: give a limit, or read them by a search`;
  return new FhirError(400, 'too-costly', `Parameter "include" ${rule}`, {
    expression: ['include'],
    reason: 'too-many-sources',
  });
}

/** Improbable values and those beyond what the device measures are received, and not counted. */
function countPart(summed: Summed, trend: Trend | undefined, { from, to }: Interval): Counted {
  const index = summed.vitalSign.parts.indexOf(summed.part);
  const values: number[] = [];
  const numbers: number[] = [];
  const times: number[] = [];
  let received = 0;
  for (const point of trend?.points ?? []) {
    if (point.effective === unknownTime && (from ?? to) !== undefined) continue;
    received++;
    if (point.effective !== unknownTime) times.push(point.effective);
    const value = point.values[index];
    const { improbable, comparator } = decodeJudgement(point.judgements[index] ?? 0);
    if (typeof value !== 'number' || improbable || comparator) continue;
    values.push(value);
    numbers.push(point.number);
  }
  const [first, last] = [times[0], times.at(-1)];
  const extent = first === undefined || last === undefined ? {} : { from: first, to: last };
  return { ...summed, sorted: ascending(values), received, numbers, extent };
}

function statisticsOf(counted: Counted, request: StatsRequest, grant: ReaderGrant): fhir4.Observation {
  const { part, sorted, received, extent } = counted;
  const effectivePeriod = Object.keys(request.asked).length > 0 ? request.asked : fhirPeriod(extent);
  return {
    resourceType: 'Observation',
    status: 'final',
    code: {
      coding: [part.code, ...part.translations].map(({ system, code, display }) =>
        clean({ system, code, display }),
      ),
    },
    subject: { reference: `Patient/${grant.patient}` },
    ...(Object.keys(effectivePeriod).length > 0 && { effectivePeriod }),
    note: [
      {
        text: `${received} received, ${sorted.length} counted. Not counted: without a value that can be read or a time that is known, cancelled, impossible, improbable, or beyond what the device measures. Withdrawn measurements are not received.`,
      },
    ],
    component: request.statistics.map((code) => componentOf(code, counted)),
  };
}

function componentOf(code: string, { part, ...sample }: Counted): fhir4.ObservationComponent {
  const statistic = statistics[code];
  const value = statistic?.of(sample);
  const component = {
    code: { coding: [clean({ system: statisticsSystem, code, display: statistic?.display })] },
  };
  if (value === undefined) {
    const absent = { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' };
    return { ...component, dataAbsentReason: { coding: [absent] } };
  }
  const unit =
    statistic?.isCount || part.unit === undefined
      ? { code: '1' }
      : { unit: part.unitDisplay, code: part.unit };
  return {
    ...component,
    valueQuantity: { value: roundTo(value, 9), system: 'http://unitsofmeasure.org', ...unit },
  };
}

function clean({ system, code, display }: fhir4.Coding | Summed['part']['code']): fhir4.Coding {
  return { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
}

function fhirPeriod({ from, to }: Interval): fhir4.Period {
  return {
    ...(from !== undefined && { start: new Date(from).toISOString() }),
    ...(to !== undefined && { end: new Date(to).toISOString() }),
  };
}

/** The newest of the Observations with these ids. */
async function readSources(
  { grant, allowedCategories, store }: StatsReader,
  codes: readonly string[],
  { from, to }: Interval,
  ids: ReadonlySet<string>,
  most: number,
): Promise<StoredObservation[]> {
  const dates: DateFilter[] = [
    ...(from === undefined ? [] : [{ prefix: 'ge' as const, from, to: from }]),
    ...(to === undefined ? [] : [{ prefix: 'lt' as const, from: to, to }]),
  ];
  const query = {
    codes: codes.map((code) => ({ code })),
    dates,
    lastUpdated: [],
    sort: '-date' as const,
    ...(allowedCategories && { allowedCategories }),
  };
  const sources: StoredObservation[] = [];
  let after: Parameters<ReadableStore['search']>[2]['after'];
  do {
    const page = await store.search(grant.person, query, { count: 500, ...(after && { after }) });
    sources.push(...page.observations.filter(({ id }) => ids.has(id)));
    after = page.next;
  } while (after && sources.length < most);
  return sources.slice(0, most);
}
