import { showNumber } from './own-number.ts';
import { seriesKey, type Series } from './series.ts';

/** The series of a person, and their numbers by {@link seriesKey}. */
export interface SeriesList {
  series: readonly Series[];
  numbers: ReadonlyMap<string, number>;
}

const none: SeriesList = { series: [], numbers: new Map() };

const mostRemembered = 1000;
const longestRemembered = 8000;
const remembered = new Map<string, SeriesList>();

/**
 * The series of a person from the text the database keeps of them. Most persons have the same few: a text met before is not read
 * anew, but for one that holds the person's own number, which is remembered of nobody.
 */
export function readSeriesList(text: string | null, ownNumber: string): SeriesList {
  if (text === null) return none;
  const known = remembered.get(text);
  if (known) return known;
  const shown = showNumber(text, ownNumber);
  const series = JSON.parse(shown) as Series[];
  const list = { series, numbers: new Map(series.map((each) => [seriesKey(each), each.series])) };
  if (shown === text && text.length <= longestRemembered) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(text, list);
  }
  return list;
}
