import type { Deliverable } from '../../server/store/deliverable.ts';
import { ByteReader, ByteWriter } from '../../server/store/embedded/bytes.ts';
import { takeApart } from '../../server/store/embedded/incoming.ts';
import { decodePoint, encodePoint, toPoint } from '../../server/store/embedded/point.ts';
import { ServedWriter } from '../../server/store/embedded/served.ts';
import { minuteOf } from '../../server/store/embedded/time.ts';
import { decodeVariables, encodeVariables } from '../../server/store/embedded/variables.ts';
import { oslo } from './observation-builders.ts';

/** An Observation as the store would serve it, written to bytes and read again in between. */
export function servedText(measurement: Deliverable): string {
  const [taken] = takeApart(oslo, [measurement]);
  if (!taken) throw new Error('A measurement was lost');
  const { context, variables } = taken;
  const bytes = new ByteWriter();
  const point = toPoint(measurement, 1, 1, 1);
  encodePoint(bytes, point);
  encodeVariables(bytes, variables, point);
  const reader = new ByteReader(bytes.slice());
  const stored = {
    source: context.source,
    description: measurement.context,
    placement: measurement.placement,
    template: context.template,
  };
  const person = {
    person: 1,
    ownNumber: measurement.person.value,
    longestSpan: 0,
    lastReceived: 0,
    sources: [],
    series: [],
  };
  const read = decodePoint(reader, minuteOf(point.effective));
  const record = { point: read, received: 0, variables: decodeVariables(reader, read, bytes.length) };
  return new ServedWriter(person, new Map([[1, stored]])).write(record).text;
}
