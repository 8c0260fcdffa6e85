import { roundTo } from '#clinical/units.ts';
import { csvOf } from '../csv.ts';
import type { When } from '../fhir/date-time.ts';
import { comparatorCodes, flagCodes } from '../fhir/series.ts';
import type { Context } from '../fhir/trend.ts';
import { bandWords, flagWords, originWords, partName, unitOf } from '../flags/wording.ts';
import { osloStamp } from '../time/oslo-stamp.ts';
import { withoutLimit } from '../trends/moment-words.ts';
import type { SignTrend } from '../trends/sign-trend.ts';
import { besideRows } from './beside-rows.ts';
import { recordsOf, type MeasurementRecord } from './records.ts';
import { patientWords, type HandoverLanguage, type Subject } from './subject.ts';

/**
 * Every measurement of the period once, those set aside too, and after them what was withdrawn, notes and scores, none of which is in
 * the curve. For a Norwegian Excel. Times are Oslo's with their distance
 * from UTC; values have the digits that the page prints, with a decimal comma; a comparator stands in a column of its own.
 */
export function measurementCsv(
  language: HandoverLanguage,
  subject: Subject,
): { text: string; count: number } {
  const { words, handover } = language;
  const { columns } = handover;
  const { patient, trend } = subject;
  const who = patientWords(language, patient);
  const sign = words.signs[trend.vitalSign.key];
  const records = recordsOf(trend);
  const header = [
    ...[columns.patient, columns.born, columns.sign, columns.date, columns.time, columns.offset],
    ...trend.parts.flatMap(({ part }) =>
      partColumns(language).map((column) =>
        trend.parts.length > 1 ? handover.ofPart(column, partName(language, part)) : column,
      ),
    ),
    ...[columns.unit, columns.improbable, columns.state, columns.reason, columns.asSent],
    ...[columns.performer, columns.organization, columns.source, columns.device, columns.status],
  ];
  const rows = records.map((record) => [
    ...[who.name, who.born, sign],
    ...timeFields(language, whenOf(trend, record)),
    ...trend.parts.flatMap((_, index) => partFields(language, trend, index, record)),
    ...[record.moment === undefined ? '' : unitOf(trend.vitalSign), ...stateFields(language, trend, record)],
    ...contextFields(language, contextOf(trend, record)),
  ]);
  const beside = besideRows(language, subject).map(
    ({ sign: of, when, reason, asSent, performer, source }) => [
      ...[who.name, who.born, of],
      ...timeFields(language, when),
      ...trend.parts.flatMap(() => partColumns(language).map(() => '')),
      ...['', '', handover.no, reason, asSent],
      ...[performer, words.unknown, source, '', ''],
    ],
  );
  return { text: csvOf([header, ...rows, ...beside]), count: rows.length + beside.length };
}

function partColumns({ handover: { columns } }: HandoverLanguage): string[] {
  return [columns.value, columns.comparator, columns.flag, columns.limit, columns.limitSource];
}

function whenOf({ moments, parts }: SignTrend, { moment, setAside }: MeasurementRecord): When | undefined {
  if (moment === undefined) return setAside?.when;
  const dateOnly = parts.some(({ series }, index) => series.dateOnly[rowOf(moments, index, moment)] === 1);
  return { instant: moments.times[moment] ?? NaN, dateOnly };
}

function timeFields({ words, handover }: HandoverLanguage, when: When | undefined): string[] {
  if (!when) return [words.timeUnknown, words.timeUnknown, ''];
  const { date, time, offset } = osloStamp(when.instant);
  return when.dateOnly ? [date, handover.noTime, ''] : [date, time, offset];
}

function partFields(
  language: HandoverLanguage,
  trend: SignTrend,
  index: number,
  { moment }: MeasurementRecord,
): string[] {
  const own = trend.parts[index];
  if (!own || moment === undefined) return partColumns(language).map(() => '');
  const { part, series } = own;
  const row = rowOf(trend.moments, index, moment);
  if (row < 0) return ['', '', language.words.flags.missing, '', ''];
  const used = trend.limits[series.limits[row] ?? -1];
  return [
    decimalComma(series.values[row] ?? NaN, part.decimals),
    comparatorCodes[series.comparators[row] ?? 0] ?? '',
    flagWords(language, part, flagCodes[series.flags[row] ?? 0], used),
    used ? (bandWords(language, part, used) ?? '') : withoutLimit(language, trend),
    used ? originWords(language, used) : '',
  ];
}

function stateFields(
  { words, handover }: HandoverLanguage,
  { parts, moments, vitalSign }: SignTrend,
  { moment, setAside }: MeasurementRecord,
): string[] {
  const doubtful =
    moment !== undefined &&
    parts.some(({ series }, index) => series.improbable[rowOf(moments, index, moment)] === 1);
  const state = moment === undefined ? handover.no : setAside ? handover.partly : handover.yes;
  const reason =
    setAside && vitalSign.valueKind !== 'concept'
      ? (setAside.detail ?? words.reasons[setAside.reason] ?? setAside.reason)
      : '';
  return [doubtful ? words.flags.improbable : '', state, reason, setAside?.text ?? ''];
}

function contextOf({ parts, moments, contexts }: SignTrend, { moment }: MeasurementRecord): Context {
  if (moment === undefined) return {};
  let found: Context = {};
  parts.forEach(({ series }, index) => {
    found = contexts[series.contexts[rowOf(moments, index, moment)] ?? -1] ?? found;
  });
  return found;
}

/** Who measured and who delivered: not known is said, for a measurement on the line and for one set aside. */
function contextFields({ words }: HandoverLanguage, context: Context): string[] {
  const source = [context.source, context.alsoFrom && words.trend.alsoFrom(context.alsoFrom)];
  return [
    context.performer ?? words.unknown,
    context.organization ?? words.unknown,
    source.filter(Boolean).join('; ') || words.unknown,
    context.device ?? '',
    words.trend.status[context.status ?? ''] ?? '',
  ];
}

function rowOf({ rows }: SignTrend['moments'], index: number, moment: number): number {
  return rows[index]?.[moment] ?? -1;
}

/** As the page rounds it, but with a plain minus and no thousands separator: Excel reads neither. */
function decimalComma(value: number, decimals: number): string {
  return roundTo(value, decimals).toFixed(decimals).replace('.', ',');
}
