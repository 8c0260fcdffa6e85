import { allNamed, column, instant, MalformedTrend, named, text } from './parameters.ts';
import { tallyInTrend } from './persistence.ts';
import { parseWhen } from './date-time.ts';
import type { Series, SetAside } from './series.ts';
import { comparatorCodes, flagCodes } from './series.ts';

type Parameter = fhir4.ParametersParameter;

/**
 * Columns of one `series` → typed arrays. Throws MalformedTrend when a column is missing, longer, shorter or
 * unreadable: half a series must never look like a whole one.
 */
export function decodeSeries(parts: readonly Parameter[] | undefined): Series {
  const code = named(parts, 'code')?.valueCoding;
  if (!code) throw new MalformedTrend('series.code is missing');
  const component = named(parts, 'component')?.valueCoding;
  const count = named(parts, 'count')?.valueInteger;
  if (count === undefined || count < 0) throw new MalformedTrend('series.count is missing');
  const unit = text(parts, 'unit');
  const available = availability(named(parts, 'available')?.part);
  const news = decodeNews(parts, count);
  const persistence = tallyInTrend(parts);
  const limitPeriods = allNamed(parts, 'limitPeriod').map(({ part }) => decodeLimitPeriod(part));
  const { values, comparators } = decodeValues(sized(parts, 'values', count));
  const { flags, improbable } = decodeFlags(sized(parts, 'flags', count));
  return {
    code,
    ...(component && { component }),
    ...(unit && { unit }),
    count,
    ...(available && { available }),
    times: decodeTimes(sized(parts, 'times', count), instant(parts, 'start')),
    values,
    comparators,
    flags,
    improbable,
    limits: decodeIndexes(sized(parts, 'limits', count)),
    contexts: decodeIndexes(sized(parts, 'contexts', count)),
    references: decodeReferences(sized(parts, 'references', count)),
    referencePrefix: text(parts, 'referencePrefix') ?? 'Observation/',
    dateOnly: decodePlaces(parts, 'dateOnly', count),
    setAside: allNamed(parts, 'setAside').map(({ part }) => decodeSetAside(part)),
    ...(named(parts, 'scheduled')?.valueBoolean === true && { scheduled: true as const }),
    ...(named(parts, 'changeLimit') && { changeLimit: true as const }),
    ...(news && { news }),
    ...(limitPeriods.length > 0 && { limitPeriods }),
    ...(persistence && { persistence }),
  };
}

function sized(parts: readonly Parameter[] | undefined, name: string, count: number): string[] {
  const entries = column(parts, name);
  if (entries.length !== count) {
    throw new MalformedTrend(`series.${name} has ${entries.length} entries, not ${count}`);
  }
  return entries;
}

function decodeTimes(seconds: string[], start: string | undefined): Float64Array {
  const times = new Float64Array(seconds.length);
  let now = parseWhen(start)?.instant ?? NaN;
  seconds.forEach((entry, index) => {
    now = Math.round(now + Number(entry) * 1000);
    if (Number.isNaN(now)) throw new MalformedTrend(`series.times[${index}] is not a time`);
    if (index > 0 && Number(entry) < 0) throw new MalformedTrend(`series.times[${index}] runs backwards`);
    times[index] = now;
  });
  return times;
}

function decodeValues(entries: string[]): { values: Float64Array; comparators: Uint8Array } {
  const values = new Float64Array(entries.length);
  const comparators = new Uint8Array(entries.length);
  entries.forEach((entry, index) => {
    const comparator = /^[<>]=?/.exec(entry)?.[0] ?? '';
    const digits = entry.slice(comparator.length);
    const value = Number(digits);
    if (digits === '' || !Number.isFinite(value)) {
      throw new MalformedTrend(`series.values[${index}] is not a number`);
    }
    values[index] = value;
    comparators[index] = comparator === '' ? 0 : comparatorCodes.indexOf(comparator as '<');
  });
  return { values, comparators };
}

function decodeFlags(entries: string[]): { flags: Uint8Array; improbable: Uint8Array } {
  const flags = new Uint8Array(entries.length);
  const improbable = new Uint8Array(entries.length);
  entries.forEach((entry, index) => {
    const doubted = entry.endsWith('?');
    const letters = doubted ? entry.slice(0, -1) : entry;
    const flag = letters === '-' ? 0 : flagCodes.indexOf(letters as 'N', 1);
    if (flag < 0) throw new MalformedTrend(`series.flags[${index}] is not a flag`);
    flags[index] = flag;
    improbable[index] = doubted ? 1 : 0;
  });
  return { flags, improbable };
}

function decodeIndexes(entries: string[]): Int32Array {
  return Int32Array.from(entries, (entry) => {
    const index = entry === '-' ? -1 : Number(entry);
    if (!Number.isInteger(index)) throw new MalformedTrend(`"${entry}" is not an index`);
    return index;
  });
}

function decodeReferences(entries: string[]): Float64Array {
  let reference = 0;
  return Float64Array.from(entries, (entry, index) => {
    reference += parseInt(entry, 36);
    if (Number.isNaN(reference)) throw new MalformedTrend(`series.references[${index}] is not a number`);
    return reference;
  });
}

/** A column that lists places: 1 at each of them. */
function decodePlaces(parts: readonly Parameter[] | undefined, name: string, count: number): Uint8Array {
  const places = new Uint8Array(count);
  for (const entry of column(parts, name)) {
    const index = Number(entry);
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new MalformedTrend(`series.${name}: "${entry}" is outside the series`);
    }
    places[index] = 1;
  }
  return places;
}

function decodeNews(parts: readonly Parameter[] | undefined, count: number): Series['news'] {
  const received = named(parts, 'received')?.part;
  const all = named(received, 'count')?.valueInteger;
  const outsidePeriod = named(received, 'outsidePeriod')?.valueInteger;
  if (all === undefined || outsidePeriod === undefined) return undefined;
  return { count: all, outsidePeriod, at: decodePlaces(parts, 'new', count) };
}

function availability(parts: readonly Parameter[] | undefined): Series['available'] {
  const first = parseWhen(instant(parts, 'first'));
  const last = parseWhen(instant(parts, 'last'));
  const count = named(parts, 'count')?.valueInteger;
  return first && last && count ? { first, last, count } : undefined;
}

function decodeLimitPeriod(
  parts: readonly Parameter[] | undefined,
): NonNullable<Series['limitPeriods']>[number] {
  const [from, to] = ['start', 'end'].map((name) => {
    const sent = instant(parts, name);
    const when = parseWhen(sent);
    if (sent !== undefined && !when) throw new MalformedTrend(`series.limitPeriod.${name} is not a time`);
    return when?.instant;
  });
  return { from: from ?? -Infinity, to: to ?? Infinity, limits: named(parts, 'limits')?.valueInteger ?? -1 };
}

function decodeSetAside(parts: readonly Parameter[] | undefined): SetAside {
  const when = parseWhen(instant(parts, 'time'));
  const detail = text(parts, 'detail');
  return {
    reference: named(parts, 'reference')?.valueReference?.reference ?? '',
    ...(when && { when }),
    text: text(parts, 'text') ?? '',
    reason: text(parts, 'reason') ?? 'unknown',
    ...(detail && { detail }),
    ...(named(parts, 'new')?.valueBoolean === true && { isNew: true as const }),
  };
}
