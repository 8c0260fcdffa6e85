import type { Pool } from 'pg';
import type { CodeToken, Interval, MeasurementContext, Trend, TrendPoint } from '../national-store.ts';
import { Conditions } from './conditions.ts';
import type { PersonRow } from './person.ts';

interface ColumnRow {
  effective: string | null;
  number: string | null;
  date_only: string | null;
  value_1: string | null;
  value_2: string | null;
  judgement_1: string | null;
  judgement_2: string | null;
  context: string | null;
  asides: Record<string, string> | null;
}

/** One code's measurements in time order. The database hands over whole columns: a row each would cost more than the data. */
export async function readTrend(
  pool: Pool,
  person: PersonRow,
  code: string,
  period: Interval,
  allowedCategories: CodeToken[] | undefined,
): Promise<Trend> {
  const all = trendConditions(person, code, allowedCategories);
  const some = trendConditions(person, code, allowedCategories);
  if (period.from !== undefined) some.add(`effective_from >= ${some.parameter(new Date(period.from))}`);
  if (period.to !== undefined) some.add(`effective_from < ${some.parameter(new Date(period.to))}`);
  const [{ rows: columns }, { rows: extents }] = await Promise.all([
    pool.query<ColumnRow>(
      `select string_agg(round(date_part('epoch', effective_from) * 1000)::text, ',') as effective,
              string_agg(number::text, ',') as number,
              string_agg(case when date_only then '1' else '' end, ',') as date_only,
              string_agg(coalesce(value_1::text, ''), ',') as value_1,
              string_agg(coalesce(value_2::text, ''), ',') as value_2,
              string_agg(coalesce(judgement_1::text, ''), ',') as judgement_1,
              string_agg(coalesce(judgement_2::text, ''), ',') as judgement_2,
              string_agg(context::text, ',') as context,
              json_object_agg(number, aside) filter (where aside is not null) as asides
         from (select effective_from, number, date_only, value_1, value_2, judgement_1, judgement_2, context, aside
                 from measurement where ${some.where} order by effective_from, number) as ordered`,
      some.values,
    ),
    pool.query<{ first: number | null; last: number | null; count: number }>(
      `select round(date_part('epoch', min(effective_from)) * 1000) as first,
              round(date_part('epoch', max(effective_from)) * 1000) as last, count(*)::float8 as count
         from measurement where ${all.where}`,
      all.values,
    ),
  ]);
  const extent = extents[0];
  return {
    code,
    points: columns[0] ? toPoints(columns[0]) : [],
    ...(extent &&
      extent.first !== null &&
      extent.last !== null && { available: { first: extent.first, last: extent.last, count: extent.count } }),
  };
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

function toPoints(row: ColumnRow): TrendPoint[] {
  if (row.number === null) return [];
  const column = (text: string | null) => (text ?? '').split(',');
  const [effective, dateOnly, value1, value2, judgement1, judgement2, context] = [
    row.effective,
    row.date_only,
    row.value_1,
    row.value_2,
    row.judgement_1,
    row.judgement_2,
    row.context,
  ].map(column);
  return column(row.number).map((number, index) => ({
    number: Number(number),
    effective: Number(effective?.[index]),
    dateOnly: dateOnly?.[index] === '1',
    values: [toNumber(value1?.[index]), toNumber(value2?.[index])],
    judgements: [toNumber(judgement1?.[index]), toNumber(judgement2?.[index])],
    context: Number(context?.[index]),
    aside: row.asides?.[number] ?? null,
  }));
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
