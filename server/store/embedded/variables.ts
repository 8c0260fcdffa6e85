import { osloDate } from '../../fhir/oslo-day.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { Point } from './point.ts';

/** What the point already says, so that a text that repeats it need not be kept. */
export type Told = Pick<Point, 'effective' | 'effectiveTo' | 'precision' | 'values'>;

/** How a variable is kept; from `plain` on, the length of the text that follows is added. */
const kinds = { uuid: 0, time: 1, day: 2, value: 3, long: 5, plain: 6 } as const;
const longestPlain = 255 - kinds.plain;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(Z|[+-]\d\d:\d\d)$/;

/** Quarters of an hour; offsets reach from -13:59 to +14:00. */
const quarter = 15 * 60_000;
const utc = 100;
const shift = 128;

/** Appends variables in few bytes: what the point tells, and uuids, are not written out. Decoding gives the same text. */
export function encodeVariables(writer: ByteWriter, variables: readonly string[], told: Told): void {
  writer.varint(variables.length);
  for (const text of variables) encodeVariable(writer, text, told);
}

function encodeVariable(writer: ByteWriter, text: string, told: Told): void {
  const part = told.values.findIndex((value) => value !== null && String(value) === text);
  if (part >= 0) return writer.byte(kinds.value + part);
  if (text.length === 36 && uuid.test(text)) {
    writer.byte(kinds.uuid);
    return writer.bytes(Buffer.from(text.replaceAll('-', ''), 'hex'));
  }
  const zone = zoneOf(text);
  if (zone !== undefined && timeText(told, zone) === text) {
    writer.byte(kinds.time);
    return writer.byte(zone);
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

export function decodeVariables(reader: ByteReader, told: Told): string[] {
  const variables = new Array<string>(reader.varint());
  for (let at = 0; at < variables.length; at++) variables[at] = decodeVariable(reader, told);
  return variables;
}

function decodeVariable(reader: ByteReader, told: Told): string {
  const kind = reader.byte();
  if (kind >= kinds.plain) return reader.bytes(kind - kinds.plain).toString();
  if (kind === kinds.uuid) return uuidText(reader.bytes(16).toString('hex'));
  if (kind === kinds.time) return timeText(told, reader.byte());
  if (kind === kinds.day) return osloDate(told.effective);
  if (kind === kinds.long) return reader.bytes(reader.varint()).toString();
  return String(told.values[kind - kinds.value]);
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
