import { isUuid } from '../../database/uuid.ts';
import { osloDate } from '../../fhir/oslo-day.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { Point } from './point.ts';

/** What the point already says, so that a text that repeats it need not be kept. */
export type Told = Pick<Point, 'effective' | 'effectiveTo' | 'precision' | 'values'>;

/**
 * How a variable is kept. From `value` on, the part is added, from `time` on, which of the usual zones, from `plain` on, the
 * length of the text that follows. `values`: one variable for each part, the values that the point tells; `timeAndValues`:
 * the time, and then these.
 */
const kinds = {
  uuid: 0,
  day: 1,
  long: 2,
  values: 3,
  value: 4,
  timeInZone: 7,
  time: 8,
  timeAndValues: 11,
  plain: 14,
} as const;
const longestPlain = 255 - kinds.plain;

const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(Z|[+-]\d\d:\d\d)$/;

/** Quarters of an hour; offsets reach from -13:59 to +14:00. */
const quarter = 15 * 60_000;
const utc = 100;
const shift = 128;
/** What nearly all times are written with: Z, +01:00, +02:00. */
const usualZones = [utc + shift, 4 + shift, 8 + shift];

/**
 * Appends variables in few bytes: what the point tells, and uuids, are not written out. Decoding gives the same texts, but
 * has to be told where they end.
 */
export function encodeVariables(writer: ByteWriter, variables: readonly string[], told: Told): void {
  for (let at = 0; at < variables.length;) at += encodeNext(writer, variables, at, told);
}

/** @returns how many variables were written */
function encodeNext(writer: ByteWriter, variables: readonly string[], at: number, told: Told): number {
  if (areValues(variables, at, told)) {
    writer.byte(kinds.values);
    return told.values.length;
  }
  const text = variables[at] ?? '';
  const zone = zoneOf(text);
  if (zone === undefined || timeText(told, zone) !== text) encodeAlone(writer, text, told);
  else {
    const usual = usualZones.indexOf(zone);
    if (usual >= 0 && areValues(variables, at + 1, told)) {
      writer.byte(kinds.timeAndValues + usual);
      return 1 + told.values.length;
    }
    writer.byte(usual < 0 ? kinds.timeInZone : kinds.time + usual);
    if (usual < 0) writer.byte(zone);
  }
  return 1;
}

function areValues(variables: readonly string[], at: number, { values }: Told): boolean {
  return (
    values.length > 0 &&
    values.every((value, part) => value !== null && String(value) === variables[at + part])
  );
}

function encodeAlone(writer: ByteWriter, text: string, told: Told): void {
  const part = told.values.findIndex((value) => value !== null && String(value) === text);
  if (part >= 0) return writer.byte(kinds.value + part);
  if (text.length === 36 && isUuid(text)) {
    writer.byte(kinds.uuid);
    return writer.bytes(Buffer.from(text.replaceAll('-', ''), 'hex'));
  }
  if (told.precision === 'day' && osloDate(told.effective) === text) return writer.byte(kinds.day);
  const bytes = Buffer.from(text);
  if (bytes.length <= longestPlain) writer.byte(kinds.plain + bytes.length);
  else {
    writer.byte(kinds.long);
    writer.varint(bytes.length);
  }
  writer.bytes(bytes);
}

/** @param end where the variables end in what the reader reads */
export function decodeVariables(reader: ByteReader, told: Told, end: number): string[] {
  const variables: string[] = [];
  while (reader.at < end) decodeNext(reader, told, variables);
  return variables;
}

function decodeNext(reader: ByteReader, told: Told, variables: string[]): void {
  const kind = reader.byte();
  if (kind >= kinds.plain) variables.push(reader.bytes(kind - kinds.plain).toString());
  else if (kind >= kinds.timeAndValues) {
    variables.push(timeText(told, usualZones[kind - kinds.timeAndValues] ?? 0), ...told.values.map(String));
  } else if (kind >= kinds.time) variables.push(timeText(told, usualZones[kind - kinds.time] ?? 0));
  else if (kind === kinds.timeInZone) variables.push(timeText(told, reader.byte()));
  else if (kind >= kinds.value) variables.push(String(told.values[kind - kinds.value]));
  else if (kind === kinds.values) variables.push(...told.values.map(String));
  else if (kind === kinds.uuid) variables.push(uuidText(reader.bytes(16).toString('hex')));
  else if (kind === kinds.day) variables.push(osloDate(told.effective));
  else variables.push(reader.bytes(reader.varint()).toString());
}

function uuidText(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The zone of a date-time as a byte; undefined when the text is none, or its zone is no whole quarter of an hour. */
function zoneOf(text: string): number | undefined {
  const zone = zoned.exec(text)?.[1];
  if (zone === undefined) return undefined;
  if (zone === 'Z') return utc + shift;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return minutes % 15 === 0 ? (zone.startsWith('-') ? -1 : 1) * (minutes / 15) + shift : undefined;
}

/** The effective time as a source would write it: with milliseconds only where it was that exact. */
function timeText({ effective, effectiveTo }: Told, zone: number): string {
  const offset = zone - shift === utc ? 0 : (zone - shift) * quarter;
  const local = new Date(effective + offset).toISOString();
  const text = local.slice(0, effectiveTo - effective === 1 ? 23 : 19);
  if (zone - shift === utc) return `${text}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${text}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
