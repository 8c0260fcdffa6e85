import type { ComparisonWords } from './nb.ts';

export const en: ComparisonWords = {
  choice: 'Compare with the period before',
  heading: 'Compared with the period before',
  figure: 'Figure',
  present: 'This period',
  earlier: 'The period before',
  difference: 'Difference',
  figures: {
    count: 'Measure\u00adments',
    lowest: 'Lowest',
    highest: 'Highest',
    median: 'Median',
    outside: 'Outside the limit',
    red: 'Red',
    yellow: 'Yellow',
    unjudged: 'Not assessed',
  },
  share: (outside, assessed, percent) => `${outside} of ${assessed} (${percent}%)`,
  points: (difference) => `${difference} percent\u00adage points`,
  improbable: (value) => `${value} (check)`,
  none: 'none',
  basis: (days) =>
    days === 1
      ? 'The day just before. The difference is taken of the figures as they stand, and is no assessment. Dash: cannot be worked out.'
      : `The ${days} days just before. The difference is taken of the figures as they stand, and is no assessment. Dash: cannot be worked out.`,
  nothing: 'No measurements in the period before.',
  fewPresent: 'Too few measurements in this period to tell lowest, highest and median apart: only one.',
  fewEarlier: 'Too few measurements in the period before to tell lowest, highest and median apart: only one.',
  otherLimits:
    'The limits were not the same in the two periods. How many are outside can therefore not be compared directly.',
  leftOut:
    'The median is without measurements that should be checked, and without values where the device said more or less than.',
  setAside: (present, earlier) =>
    `Not in the figures because they cannot be drawn: ${present} in this period, ${earlier} in the period before.`,
  unfinished: (today) => `This period is not over: measurements after ${today} are still to come.`,
  unreadable: 'The measurements of the period before could not be read. Nothing is compared.',
  curve: (days) =>
    days === 1
      ? 'The period before, drawn 1 day later, not assessed'
      : `The period before, drawn ${days} days later, not assessed`,
};
