import type { Pool } from 'pg';
import { vitalSignByCode } from '../../clinical/vital-signs.ts';
import type { CodeToken, Interval, MeasurementContext, Trend, TrendPoint } from '../national-store.ts';
import { Conditions } from './conditions.ts';
import type { PersonRow } from './person.ts';

interface ColumnRow {
  effective: string | null;
  number: string;
  value_1: string;
  value_2: string;
  judgement_1: string;
  judgement_2: string;
  context: string;
  /** Of the few: numbers of measurements whose time is a day, and asides by number. */
  date_only: number[] | null;
  asides: Record<string, string> | null;
}

/** Columns of the parts a vital sign has: what is not asked for need not be made. */
const columnsOfParts = ['value_1', 'judgement_1', 'value_2', 'judgement_2'];

/** One code's measurements in time order. The database hands over whole columns: a row each would cost more than the data. */
export async function readTrend(
  pool: Pool,
  person: PersonRow,
  code: string,
  period: Interval,
  allowedCategories: CodeToken[] | undefined,
): Promise<Trend> {
  const conditions = trendConditions(person, code, allowedCategories);
  if (period.from !== undefined) {
    conditions.add(`effective_from >= ${conditions.parameter(new Date(period.from))}`);
  }
  if (period.to !== undefined)
    conditions.add(`effective_from < ${conditions.parameter(new Date(period.to))}`);
  const whole = period.from === undefined && period.to === undefined;
  const [points, extent] = await Promise.all([
    readPoints(pool, conditions, vitalSignByCode(undefined, code)?.parts.length ?? 0),
    whole ? undefined : readExtent(pool, trendConditions(person, code, allowedCategories)),
  ]);
  const available = whole ? extentOf(points) : extent;
  return { code, points, ...(available && { available }) };
}

async function readPoints(pool: Pool, conditions: Conditions, parts: number): Promise<TrendPoint[]> {
  const texts = columnsOfParts
    .slice(0, parts * 2)
    .map((column) => `string_agg(coalesce(${column}::text, ''), ',') as ${column},`);
  const { rows } = await pool.query<ColumnRow>(
    `select string_agg((date_part('epoch', effective_from) * 1000)::bigint::text, ',') as effective,
            string_agg(number::text, ',') as number, ${texts.join(' ')}
            string_agg(context::text, ',') as context,
            json_agg(number) filter (where date_only) as date_only,
            json_object_agg(number, aside) filter (where aside is not null) as asides
       from (select effective_from, number, date_only, value_1, value_2, judgement_1, judgement_2, context, aside
               from measurement where ${conditions.where} order by effective_from, number) as ordered`,
    conditions.values,
  );
  return rows[0] ? toPoints(rows[0], parts) : [];
}

async function readExtent(pool: Pool, conditions: Conditions): Promise<Trend['available']> {
  const { rows } = await pool.query<{ first: number | null; last: number | null; count: number }>(
    `select round(date_part('epoch', min(effective_from)) * 1000) as first,
            round(date_part('epoch', max(effective_from)) * 1000) as last, count(*)::float8 as count
       from measurement where ${conditions.where}`,
    conditions.values,
  );
  const { first = null, last = null, count = 0 } = rows[0] ?? {};
  return first === null || last === null ? undefined : { first, last, count };
}

/** The same, of points that are the whole history. */
function extentOf(points: readonly TrendPoint[]): Trend['available'] {
  const [first, last] = [points[0], points.at(-1)];
  return first && last && { first: first.effective, last: last.effective, count: points.length };
}

function trendConditions(
  person: PersonRow,
  code: string,
  allowedCategories: CodeToken[] | undefined,
): Conditions {
  const conditions = new Conditions(person);
  conditions.add(`code = ${conditions.parameter(code)}`);
  conditions.statuses(undefined);
  conditions.categories(allowedCategories);
  return conditions;
}

function toPoints(row: ColumnRow, parts: number): TrendPoint[] {
  if (row.effective === null) return [];
  const dateOnly = new Set(row.date_only);
  const numbers = row.number.split(',');
  const contexts = row.context.split(',');
  const values = toNumbers(parts, row.value_1, row.value_2);
  const judgements = toNumbers(parts, row.judgement_1, row.judgement_2);
  return row.effective.split(',').map((effective, index) => {
    const number = Number(numbers[index]);
    return {
      number,
      effective: Number(effective),
      dateOnly: dateOnly.has(number),
      values: values(index),
      judgements: judgements(index),
      context: Number(contexts[index]),
      aside: row.asides?.[number] ?? null,
    };
  });
}

/**
 * Reads the numbers at a place of one or two columns, one for each part. The same few values come again and again in a
 * long series: equal ones share one frozen list.
 */
function toNumbers(
  parts: number,
  ...columns: [string, string]
): (index: number) => readonly (number | null)[] {
  const texts = columns.slice(0, parts).map((column) => column.split(','));
  const known = new Map<string, readonly (number | null)[]>();
  return (index) => {
    const key = texts.length === 1 ? (texts[0]?.[index] ?? '') : texts.map((text) => text[index]).join();
    const found = known.get(key);
    if (found) return found;
    const numbers = Object.freeze(texts.map((text) => toNumber(text[index])));
    known.set(key, numbers);
    return numbers;
  };
}

function toNumber(text: string | undefined): number | null {
  return text ? Number(text) : null;
}

export async function readContexts(
  pool: Pool,
  { person }: PersonRow,
  numbers: number[],
): Promise<Map<number, MeasurementContext>> {
  const { rows } = await pool.query<{ context: number; body: string }>({
    name: 'contexts',
    text: 'select context, body from measurement_context where person = $1 and context = any($2)',
    values: [person, numbers],
  });
  return new Map(rows.map(({ context, body }) => [context, JSON.parse(body) as MeasurementContext]));
}
