import type { Deliverable, EffectivePrecision } from '../deliverable.ts';
import type { TrendPoint } from '../national-store.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Everything of a measurement that searches, counts and trends need, so that they are answered from an index. */
export interface Point extends TrendPoint {
  version: number;
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
const withFraction = 1 << 3;
const withAside = 1 << 4;
const withVersion = 1 << 5;
const partsShift = 6;

const second = 1000;
/** Seconds are counted from the year 1, the first that a FHIR date can name. */
const firstSecond = -62_135_596_800;
const secondBytes = 5;

const mostDecimals = 9;
const noValue = 14;
const asDouble = 15;
const mostMantissa = 2 ** 48;
const powers = Array.from({ length: mostDecimals + 1 }, (_, decimals) => 10 ** decimals);

/**
 * A point as some 15 bytes, which end where the next may begin: flags, number, context, version when it is not 1, time,
 * then per part judgement and value. Values are kept exactly: as a decimal, or as a double where that is no shorter.
 */
export function encodePoint(writer: ByteWriter, point: Point): void {
  const fraction = point.precision === 'instant' && point.effectiveTo - point.effective === 1;
  writer.byte(
    precisions.indexOf(point.precision) |
      (fraction ? withFraction : 0) |
      (point.aside === null ? 0 : withAside) |
      (point.version === 1 ? 0 : withVersion) |
      (point.values.length << partsShift),
  );
  writer.varint(point.number);
  writer.varint(point.context);
  if (point.version !== 1) writer.varint(point.version);
  const seconds = Math.floor(point.effective / second);
  writer.uint(seconds - firstSecond, secondBytes);
  if (fraction || point.precision === 'period') writer.uint(point.effective - seconds * second, 2);
  if (point.precision !== 'instant') writer.varint(point.effectiveTo - point.effective);
  point.values.forEach((value, part) => encodeValue(writer, value, point.judgements[part] ?? 0));
  if (point.aside !== null) {
    const text = Buffer.from(point.aside);
    writer.varint(text.length);
    writer.bytes(text);
  }
}

function encodeValue(writer: ByteWriter, value: number | null, judgement: number): void {
  if (value === null) return writer.byte(noValue);
  const decimals = powers.findIndex(
    (power) => Math.round(value * power) / power === value && Math.abs(value * power) < mostMantissa,
  );
  writer.byte(decimals < 0 || Object.is(value, -0) ? asDouble : decimals);
  writer.byte(judgement);
  if (decimals < 0 || Object.is(value, -0)) return writer.double(value);
  const mantissa = Math.round(value * (powers[decimals] ?? 1));
  writer.varint(mantissa < 0 ? -mantissa * 2 - 1 : mantissa * 2);
}

/** The point that begins where the reader stands. */
export function decodePoint(reader: ByteReader): Point {
  const flags = reader.byte();
  const number = reader.varint();
  const context = reader.varint();
  const version = flags & withVersion ? reader.varint() : 1;
  const precision = precisions[flags & 7] ?? 'unknown';
  const seconds = (reader.uint(secondBytes) + firstSecond) * second;
  const fraction = (flags & withFraction) !== 0;
  const effective = fraction || precision === 'period' ? seconds + reader.uint(2) : seconds;
  const span = precision === 'instant' ? (fraction ? 1 : second) : reader.varint();
  const parts = flags >> partsShift;
  const values = new Array<number | null>(parts);
  const judgements = new Array<number | null>(parts);
  for (let part = 0; part < parts; part++) {
    const kind = reader.byte();
    judgements[part] = kind === noValue ? null : reader.byte();
    values[part] = kind === noValue ? null : decodeNumber(reader, kind);
  }
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

function decodeNumber(reader: ByteReader, kind: number): number {
  if (kind === asDouble) return reader.double();
  const zigzag = reader.varint();
  const mantissa = zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
  return mantissa / (powers[kind] ?? 1);
}

/** All points in a row of bytes. */
export function decodePoints(bytes: Buffer): Point[] {
  const reader = new ByteReader(bytes);
  const points: Point[] = [];
  while (!reader.done) points.push(decodePoint(reader));
  return points;
}
