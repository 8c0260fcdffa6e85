import type { Interpretation } from '#clinical/types.ts';

/** What stands on screen beside a value. `none` is not assessed: it is never shown as normal. */
export type FlagLevel = 'red-high' | 'yellow-high' | 'normal' | 'yellow-low' | 'red-low' | 'none' | 'invalid';

const levels: Readonly<Record<Interpretation, FlagLevel>> = {
  HH: 'red-high',
  H: 'yellow-high',
  N: 'normal',
  L: 'yellow-low',
  LL: 'red-low',
};

export function flagLevel(interpretation: Interpretation | undefined): FlagLevel {
  return interpretation ? levels[interpretation] : 'none';
}

/** The shape says the same as the colour, for those who cannot see it. */
export const flagShape: Readonly<Record<FlagLevel, string>> = {
  'red-high': '▲▲',
  'yellow-high': '▲',
  normal: '●',
  'yellow-low': '▼',
  'red-low': '▼▼',
  none: '◇',
  invalid: '✕',
};

/** Colour family: red and yellow whichever side. */
export type FlagTone = 'red' | 'yellow' | 'normal' | 'none';

export function flagTone(level: FlagLevel): FlagTone {
  if (level === 'red-high' || level === 'red-low') return 'red';
  if (level === 'yellow-high' || level === 'yellow-low') return 'yellow';
  return level === 'normal' ? 'normal' : 'none';
}

/** 3 red, 2 yellow, 1 not assessed or invalid, 0 normal: worst first. Not knowing ranks before knowing it is well. */
export function flagRank(level: FlagLevel): number {
  return { red: 3, yellow: 2, none: 1, normal: 0 }[flagTone(level)];
}
