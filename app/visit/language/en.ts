import type { VisitWords } from './nb.ts';

const measurements = (count: number) => `${count} new ${count === 1 ? 'measurement' : 'measurements'}`;

export const en: VisitWords = {
  count: (count) => `${count} new`,
  older: (count, of) => (of === count ? 'taken before the period' : `${count} taken before the period`),
  since: (count, when) => `${measurements(count)} received since you last looked, ${when}.`,
  nothing: (when) => `Nothing new received since you last looked, ${when}.`,
  outside: (count) => `${count} of them taken outside the period shown.`,
  first: 'You have not looked at this patient’s measurements before. Nothing is therefore marked as new.',
  unknown: (when) =>
    `What is new since you last looked, ${when}, cannot be shown: the store does not say when all measurements arrived.`,
  notFetched: 'What is new since last time could not be fetched.',
};
