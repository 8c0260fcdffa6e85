import type { Pool } from 'pg';
import type { NotedMeasurement } from '../national-store.ts';
import { contextsWithNotes } from './contexts.ts';
import type { PersonRow } from './person.ts';
import { readRecords, recordsTogether, writerOf } from './records.ts';
import type { FoundPoint } from './search.ts';
import type { SeriesPoint } from './walk.ts';

/** A text that has the member elsewhere, as in a contained resource, is no measurement with notes. */
export function notedIn(number: number, text: string): NotedMeasurement[] {
  const observation = JSON.parse(text) as fhir4.Observation;
  return Array.isArray(observation.note) && observation.note.length > 0 ? [{ number, observation }] : [];
}

/**
 * The measurements with notes among these. Which kinds have notes is asked once; only where one has are the points gone through again,
 * and only rows with notes are fetched. One that was corrected since its point was read is left to the next answer: what is told is
 * what the log has.
 * @param walks one for each code; each may be gone through again
 * @param used contexts of the points
 */
export async function readNoted(
  pool: Pool,
  person: PersonRow,
  walks: readonly (() => Iterable<SeriesPoint>)[],
  used: ReadonlySet<number>,
): Promise<NotedMeasurement[][]> {
  const contexts = await contextsWithNotes(pool, person, used);
  if (contexts.size === 0) return walks.map(() => []);
  return Promise.all(
    walks.map((walk) => {
      const found: FoundPoint[] = [];
      for (const { series, point } of walk()) if (contexts.has(point.context)) found.push({ series, point });
      return readNotes(pool, person, found);
    }),
  );
}

async function readNotes(
  pool: Pool,
  person: PersonRow,
  found: readonly FoundPoint[],
): Promise<NotedMeasurement[]> {
  const noted: NotedMeasurement[] = [];
  for (let at = 0; at < found.length; at += recordsTogether) {
    const slice = found.slice(at, at + recordsTogether);
    const records = await readRecords(pool, person, slice);
    const writer = await writerOf(pool, person, records);
    const byNumber = new Map(records.map((record) => [record.point.number, record]));
    for (const { point } of slice) {
      const record = byNumber.get(point.number);
      if (record?.point.version === point.version) {
        noted.push(...notedIn(point.number, writer.original(record)));
      }
    }
  }
  return noted;
}
