import type { Language } from '../../language/language.svelte.ts';
import type { PlacedMark } from '../marks/time-marks.ts';
import type { SignTrend } from '../sign-trend.ts';
import type { Viewport } from '../viewport.ts';
import type { Tokens } from './tokens.ts';

/** Everything one drawing of a trend depends on. */
export interface Picture {
  trend: SignTrend;
  /** Another period of the same sign, moved to this one's time: a line behind, without marks, limits or a cursor. */
  earlier?: SignTrend | undefined;
  whole: { start: number; end: number };
  view: Viewport;
  /** The moment with the keyboard or pointer on it; -1 = none. */
  current: number;
  /** Where the line of a cursor stands that several pictures share; absent: at the current moment. */
  cursor?: number;
  /** Below the time axis, in time order; absent: no room is kept for them. */
  marks?: readonly PlacedMark[];
  /** The chosen one of them; absent or -1: none. */
  mark?: number;
  tokens: Tokens;
  language: Pick<Language, 'words' | 'format'>;
}
