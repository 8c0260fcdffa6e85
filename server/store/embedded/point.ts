import type { Deliverable, EffectivePrecision } from '../deliverable.ts';
import type { TrendPoint } from '../national-store.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';
import { minuteOf, startOf } from './time.ts';

/** Everything of a measurement that searches, counts and trends need, so that they are answered from an index. */
export interface Point extends TrendPoint {
  /** Exclusive end of the effective time, epoch milliseconds; `effective` is its start. */
  effectiveTo: number;
  precision: EffectivePrecision;
}

/** @param context its number in the person's dictionary */
export function toPoint(
  {
    effective,
    values,
    judgements,
    aside,
  }: Pick<Deliverable, 'effective' | 'values' | 'judgements' | 'aside'>,
  number: number,
  version: number,
  context: number,
): Point {
  return {
    number,
    version,
    effective: effective.from,
    effectiveTo: effective.to,
    precision: effective.precision,
    dateOnly: effective.precision === 'day',
    values,
    judgements,
    context,
    aside,
  };
}

const precisions: readonly EffectivePrecision[] = ['instant', 'day', 'month', 'year', 'period', 'unknown'];
/** An instant that was sent with milliseconds. */
const exactInstant = precisions.length;
const withRest = 1 << 3;
const withAside = 1 << 4;
const withVersion = 1 << 5;
const partsShift = 6;

const second = 1000;

const mostDecimals = 9;
const powers = Array.from({ length: mostDecimals + 1 }, (_, decimals) => 10 ** decimals);
const mostMantissa = 2 ** 48;
/** First bytes of a value. Below them all: number of decimals and judgement in one. */
const kinds = { none: 240, double: 241, decimal: 242 } as const;
const judgementCodes = 80;
const negative = 1 << 4;

/**
 * A point as some 10 bytes, which end where the next may begin: flags, number, context, version when it is not 1, the time
 * beyond its minute, then per part judgement and value. A whole minute costs nothing, seconds one byte, milliseconds
 * two. Values are kept exactly: as a decimal, or as a double where that is no shorter. The minute itself is the row's
 * `effective_minute` (see {@link minuteOf}).
 */
export function encodePoint(writer: ByteWriter, point: Point): void {
  const instant = point.precision === 'instant';
  const exact = instant && point.effectiveTo - point.effective === 1;
  const rest = point.effective - startOf(minuteOf(point.effective));
  writer.byte(
    (exact ? exactInstant : precisions.indexOf(point.precision)) |
      (rest === 0 ? 0 : withRest) |
      (point.aside === null ? 0 : withAside) |
      (point.version === 1 ? 0 : withVersion) |
      (point.values.length << partsShift),
  );
  writer.varint(point.number);
  writer.varint(point.context);
  if (point.version !== 1) writer.varint(point.version);
  if (rest !== 0 && instant && !exact) writer.byte(rest / second);
  else if (rest !== 0) writer.uint(rest, 2);
  if (!instant) writer.varint(point.effectiveTo - point.effective);
  point.values.forEach((value, part) => encodeValue(writer, value, point.judgements[part] ?? 0));
  if (point.aside !== null) {
    const text = Buffer.from(point.aside);
    writer.varint(text.length);
    writer.bytes(text);
  }
}

function encodeValue(writer: ByteWriter, value: number | null, judgement: number): void {
  if (value === null) return writer.byte(kinds.none);
  const size = Math.abs(value);
  const decimals = powers.findIndex(
    (power) => Math.round(size * power) / power === size && size * power < mostMantissa,
  );
  if (decimals < 0 || Object.is(value, -0)) {
    writer.byte(kinds.double);
    writer.byte(judgement);
    return writer.double(value);
  }
  const short = decimals * judgementCodes + judgement;
  if (value >= 0 && short < kinds.none) writer.byte(short);
  else {
    writer.byte(kinds.decimal);
    writer.byte(decimals | (value < 0 ? negative : 0));
    writer.byte(judgement);
  }
  writer.varint(Math.round(size * (powers[decimals] ?? 1)));
}

/** The point that begins where the reader stands, of a row of this minute. */
export function decodePoint(reader: ByteReader, minute: number): Point {
  const flags = reader.byte();
  const number = reader.varint();
  const context = reader.varint();
  const version = flags & withVersion ? reader.varint() : 1;
  const exact = (flags & 7) === exactInstant;
  const precision = exact ? 'instant' : (precisions[flags & 7] ?? 'unknown');
  const instant = precision === 'instant';
  let effective = startOf(minute);
  if (flags & withRest) effective += instant && !exact ? reader.byte() * second : reader.uint(2);
  const span = exact ? 1 : instant ? second : reader.varint();
  const parts = flags >> partsShift;
  const values = new Array<number | null>(parts);
  const judgements = new Array<number | null>(parts);
  for (let part = 0; part < parts; part++) decodeValue(reader, part, values, judgements);
  const aside = flags & withAside ? reader.bytes(reader.varint()).toString() : null;
  return {
    number,
    version,
    effective,
    effectiveTo: effective + span,
    precision,
    dateOnly: precision === 'day',
    values,
    judgements,
    context,
    aside,
  };
}

function decodeValue(
  reader: ByteReader,
  part: number,
  values: (number | null)[],
  judgements: (number | null)[],
): void {
  const kind = reader.byte();
  if (kind < kinds.none) {
    judgements[part] = kind % judgementCodes;
    values[part] = reader.varint() / (powers[Math.floor(kind / judgementCodes)] ?? 1);
  } else if (kind === kinds.none) {
    judgements[part] = values[part] = null;
  } else {
    const form = kind === kinds.decimal ? reader.byte() : undefined;
    judgements[part] = reader.byte();
    values[part] = form === undefined ? reader.double() : decodeDecimal(reader, form);
  }
}

function decodeDecimal(reader: ByteReader, form: number): number {
  const size = reader.varint() / (powers[form % negative] ?? 1);
  return form & negative ? -size : size;
}

/** SQL of the bytes of one point, in which {@link decodePoints} reads many. */
export const pointBytes = 'int4send(effective_minute) || point';

export function decodePoints(bytes: Buffer): Point[] {
  const reader = new ByteReader(bytes);
  const points: Point[] = [];
  while (!reader.done) points.push(decodePoint(reader, reader.int()));
  return points;
}
