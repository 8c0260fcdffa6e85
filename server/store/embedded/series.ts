import type { QueryConfig } from 'pg';
import { vitalSignByCode } from '../../clinical/vital-signs.ts';
import { FhirError } from '../../errors.ts';
import type { CodeToken } from '../national-store.ts';
import type { LockedPerson } from './locked-person.ts';
import { hideNumber } from './own-number.ts';

/** What a query by code, category or status chooses between: measurements of a person that are alike in these. */
export interface Series {
  series: number;
  /** Catalogue code, or `system|code` of the first coding. */
  code: string;
  /** The codings as `system|code` that are not the catalogue code or a translation of it. */
  codings: string[] | null;
  /** As `system|code`. */
  categories: string[];
  status: string;
}

export interface SeriesQuery {
  codes?: CodeToken[] | undefined;
  categories?: CodeToken[] | undefined;
  allowedCategories?: CodeToken[] | undefined;
  /** Absent: everything that has not been withdrawn. */
  statuses?: string[] | undefined;
}

/** The series that a query asks for. */
export function chooseSeries<T extends Series>(all: readonly T[], query: SeriesQuery): T[] {
  return all.filter(
    (series) =>
      isOfCodes(series, query.codes) &&
      holdsAny(series.categories, query.categories) &&
      holdsAny(series.categories, query.allowedCategories) &&
      (query.statuses ? query.statuses.includes(series.status) : series.status !== 'entered-in-error'),
  );
}

/** By the catalogue's code, whichever of its translations was sent or asked for, or by a coding it does not know. */
function isOfCodes({ code, codings }: Series, tokens: CodeToken[] | undefined): boolean {
  if (!tokens) return true;
  const catalogued = tokens.some(
    (token) => token.system !== '' && vitalSignByCode(token.system, token.code)?.code.code === code,
  );
  return catalogued || holdsAny(codings ?? [], tokens);
}

function holdsAny(held: readonly string[], tokens: CodeToken[] | undefined): boolean {
  if (!tokens) return true;
  return tokens.some(({ system, code }) =>
    held.some((one) =>
      system === undefined ? one.slice(one.lastIndexOf('|') + 1) === code : one === `${system}|${code}`,
    ),
  );
}

/** What tells a series from the person's others. */
export type SeriesContent = Omit<Series, 'series'>;

/** Noncharacters, which no sent text holds (original-text.ts). */
const [between, within] = ['\uFFFF', '\uFFFE'];

export const seriesKey = ({ code, codings, categories, status }: SeriesContent) =>
  `${code}${between}${codings?.join(within) ?? ''}${between}${categories.join(within)}${between}${status}`;

/** Of one person: every read looks through them. Real persons have a few dozen. */
const mostSeries = 1000;

function tooManyKinds(): FhirError {
  const rule = `has more than ${mostSeries} combinations of code, category and status for one person`;
  return new FhirError(422, 'too-costly', `Observation.code ${rule}`, {
    expression: ['Observation.code'],
    reason: 'too-many-kinds',
  });
}

/**
 * Adds to the locked person's dictionary what is not there yet. Answers with the numbers by {@link seriesKey}, and with what is
 * to be sent for them to be in the database too.
 */
export function addSeries(
  person: LockedPerson,
  incoming: readonly { measurement: SeriesContent; seriesKey: string }[],
): { numbers: ReadonlyMap<string, number>; statements: QueryConfig[] } {
  const missing = incoming.filter(({ seriesKey: key }) => !person.numbers.has(key));
  if (missing.length === 0) return { numbers: person.numbers, statements: [] };
  const numbers = new Map(person.numbers);
  const added: Series[] = [];
  let last = person.series.reduce((most, { series }) => Math.max(most, series), 0);
  for (const { measurement, seriesKey: key } of missing) {
    if (numbers.has(key)) continue;
    const { code, codings, categories, status } = measurement;
    numbers.set(key, ++last);
    added.push({ series: last, code, codings, categories, status });
  }
  if (last > mostSeries) throw tooManyKinds();
  const text = `insert into measurement_series (person, series, code, codings, categories, status)
    select $1, series, code, codings, categories, status
      from json_to_recordset($2) as added (series int, code text, codings text[], categories text[], status text)`;
  const values = [person.person, hideNumber(JSON.stringify(added), person.ownNumber)];
  return { numbers, statements: [{ name: 'add-series', text, values }] };
}
