import * as of from '../clinical/summaries/statistics.ts';

/** What the values of one part are summed up from. */
export interface Sample {
  /** Exact and credible values, ascending. */
  sorted: readonly number[];
  /** Measurements in the period, with those that have no such value. */
  received: number;
}

export interface Statistic {
  display: string;
  /** Has no unit. */
  isCount?: true;
  /** Undefined: there is nothing to compute it from. */
  of: (sample: Sample) => number | undefined;
}

const percentile =
  (percent: number): Statistic['of'] =>
  ({ sorted }) =>
    of.percentile(sorted, percent);

const lower = percentile(25);
const upper = percentile(75);

export const statisticsSystem = 'http://terminology.hl7.org/CodeSystem/observation-statistics';

/** The statistics that are served, by their code. Percentiles are linear between ranks; the deviation is a sample's (n − 1). */
export const statistics: Readonly<Record<string, Statistic>> = {
  average: { display: 'Average', of: ({ sorted }) => of.mean(sorted) },
  maximum: { display: 'Maximum', of: ({ sorted }) => sorted.at(-1) },
  minimum: { display: 'Minimum', of: ({ sorted }) => sorted[0] },
  count: { display: 'Count', isCount: true, of: ({ sorted }) => sorted.length },
  'total-count': { display: 'Total Count', isCount: true, of: ({ received }) => received },
  median: { display: 'Median', of: percentile(50) },
  'std-dev': { display: 'Standard Deviation', of: ({ sorted }) => of.standardDeviation(sorted) },
  sum: { display: 'Sum', of: ({ sorted }) => (sorted.length === 0 ? undefined : of.sum(sorted)) },
  '20-percent': { display: '20th Percentile', of: percentile(20) },
  '80-percent': { display: '80th Percentile', of: percentile(80) },
  '4-lower': { display: 'Lower Quartile', of: lower },
  '4-upper': { display: 'Upper Quartile', of: upper },
  '4-dev': {
    display: 'Quartile Deviation',
    of: (sample) => {
      const [low, high] = [lower(sample), upper(sample)];
      return low === undefined || high === undefined ? undefined : (high - low) / 2;
    },
  },
  '5-1': { display: '1st Quintile', of: percentile(20) },
  '5-2': { display: '2nd Quintile', of: percentile(40) },
  '5-3': { display: '3rd Quintile', of: percentile(60) },
  '5-4': { display: '4th Quintile', of: percentile(80) },
};

/** The specification's own examples ask for these. */
const shortNames: Readonly<Record<string, string>> = { max: 'maximum', min: 'minimum' };

export function statisticCode(asked: string): string | undefined {
  const code = Object.hasOwn(shortNames, asked) ? shortNames[asked] : asked;
  return code !== undefined && Object.hasOwn(statistics, code) ? code : undefined;
}
