import type { MultiplesWords } from './nb.ts';

export const en: MultiplesWords = {
  heading: 'All curves together',
  link: 'See all curves together',
  charts: 'Curves with one time line',
  help: 'Left and right arrow move one time line between measurements, Page Up and Page Down between times where something is outside its limit, Home and End to the first and last. Escape removes it.',
  point: 'Point at a curve, or use the arrow keys, to see what was measured at about the same time.',
  at: (when) => `Time line at ${when}`,
  position: (index, count) => `Time ${index} of ${count}`,
  latest: 'Latest in the period',
  near: (hours) => `No measurement within ${hours} hours`,
  none: (signs) => `No measurements in the period of: ${signs}.`,
  nothing: 'No measurements in this period',
  aside: (count) => `${count} could not be drawn`,
};
