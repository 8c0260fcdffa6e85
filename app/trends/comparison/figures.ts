import type { Part } from '#clinical/types.ts';
import { roundTo } from '#clinical/units.ts';
import { comparatorCodes, type Series } from '../../fhir/series.ts';
import { partName, unitOf, valueWords } from '../../flags/wording.ts';
import type { Language } from '../../language/language.svelte.ts';
import { toMoments } from '../moments.ts';
import type { SignTrend } from '../sign-trend.ts';
import { countRanks, statisticsOf } from '../statistics.ts';
import type { ComparisonWords } from './language/nb.ts';

/** One row: a figure of both periods, in words, and how far the first is from the second. */
export interface Figure {
  key: keyof ComparisonWords['figures'];
  present: string;
  earlier: string;
  /** In the sign's own unit; undefined when one of the two is missing or not exact. */
  difference?: string;
}

export interface ComparedPart {
  /** Systolic, diastolic; otherwise the sign's. */
  name: string;
  figures: Figure[];
  /** How many values each period has. */
  counts: { present: number; earlier: number };
  /** Values are left out of a median: improbable, or beyond what the device shows. */
  leftOut: boolean;
}

type Words = Pick<Language, 'words' | 'format'> & { comparison: ComparisonWords };

/** A figure as it is shown, and the number a difference is taken of: rounded as shown, so that the table adds up. */
interface Told {
  words: string;
  exact?: number;
}

/**
 * Each part's figures side by side: those of the summary above the chart (`statisticsOf`), and the facade's flags counted.
 * The share outside is of what was assessed. No figure is judged: how many there are stands first.
 */
export function comparedParts(language: Words, present: SignTrend, earlier: SignTrend): ComparedPart[] {
  return present.parts.flatMap(({ part, series }, index) => {
    const before = earlier.parts[index]?.series;
    if (!before) return [];
    const unit = unitOf(present.vitalSign);
    const [now, then] = [toldOf(language, part, series), toldOf(language, part, before)];
    const keys = (Object.keys(now.figures) as Figure['key'][]).filter(
      (key) => key !== 'unjudged' || [now, then].some(({ figures }) => figures.unjudged.exact !== 0),
    );
    return {
      name: partName(language, part),
      figures: keys.map((key) => {
        const [a, b] = [now.figures[key], then.figures[key]];
        const difference = differenceWords(language, key, part, unit, a.exact, b.exact);
        return { key, present: a.words, earlier: b.words, ...(difference && { difference }) };
      }),
      counts: { present: series.count, earlier: before.count },
      leftOut: now.leftOut || then.leftOut,
    };
  });
}

function toldOf(
  language: Words,
  part: Part,
  series: Series,
): { figures: Record<Figure['key'], Told>; leftOut: boolean } {
  const { comparison, format } = language;
  const statistics = statisticsOf(series);
  const { red, yellow, unjudged } = countRanks(toMoments([series]).ranks);
  const none: Told = { words: comparison.none };
  const extreme = (index: number | undefined): Told => {
    if (index === undefined) return none;
    const value = series.values[index] ?? NaN;
    const comparator = comparatorCodes[series.comparators[index] ?? 0];
    const words = valueWords(language, part, value, comparator);
    if (series.improbable[index] === 1) return { words: comparison.improbable(words) };
    return { words, ...(!comparator && { exact: roundTo(value, part.decimals) }) };
  };
  const median = statistics?.median;
  const assessed = series.count - unjudged;
  const percent = roundTo(((red + yellow) / assessed) * 100, 0);
  const counted = (count: number): Told => ({ words: format.number(count), exact: count });
  return {
    figures: {
      count: counted(series.count),
      lowest: extreme(statistics?.lowest),
      highest: extreme(statistics?.highest),
      median:
        median === undefined
          ? none
          : {
              words: valueWords(language, part, median, undefined),
              exact: roundTo(median, part.decimals),
            },
      outside:
        assessed === 0
          ? none
          : {
              words: comparison.share(
                format.number(red + yellow),
                format.number(assessed),
                format.number(percent),
              ),
              exact: percent,
            },
      red: counted(red),
      yellow: counted(yellow),
      unjudged: counted(unjudged),
    },
    leftOut: statistics !== undefined && statistics.certain < statistics.count,
  };
}

function differenceWords(
  { comparison, format }: Words,
  key: Figure['key'],
  part: Part,
  unit: string,
  present: number | undefined,
  earlier: number | undefined,
): string | undefined {
  if (present === undefined || earlier === undefined) return undefined;
  const difference = present - earlier;
  if (key === 'outside') return comparison.points(format.difference(difference, 0));
  if (key === 'lowest' || key === 'highest' || key === 'median') {
    return `${format.difference(difference, part.decimals)} ${unit}`.trim();
  }
  return format.difference(difference, 0);
}
