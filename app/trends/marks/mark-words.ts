import type { Language } from '../../language/language.svelte.ts';
import { momentWords, type MomentWords } from '../moment-words.ts';
import type { TimeMark } from './time-marks.ts';

/** As it is drawn on the canvas (time-mark-plugin.ts): shape tells kinds apart, not colour. */
export const markShape: Readonly<Record<TimeMark['kind'], string>> = { note: '▤', score: '✚' };

/** What list, tooltip and live region say about one mark. */
export interface MarkWords {
  time: string;
  /** What it is, and of which sign. */
  title: string;
  /** Of a note all of it, as it was written. */
  text: string;
  flags: MomentWords['flags'];
  improbable: boolean;
  /** Who wrote it, or measured; empty when the source does not say. */
  by: string;
}

export function markWords(language: Pick<Language, 'words' | 'format'>, mark: TimeMark): MarkWords {
  const { words, format } = language;
  if (mark.kind === 'score') {
    const { time, value, flags, improbable, by } = momentWords(language, mark.trend, mark.moment);
    return { time, title: words.signs[mark.trend.vitalSign.key], text: value, flags, improbable, by };
  }
  const { note, vitalSign, when } = mark;
  return {
    time: when ? format.when(when) : words.timeUnknown,
    title: vitalSign ? words.trend.marks.noteOf(words.signs[vitalSign.key]) : words.trend.marks.note,
    text: note.text,
    flags: [],
    improbable: false,
    by: note.author ?? '',
  };
}

/** The mark in one sentence, for the live region. */
export function markSentence(language: Pick<Language, 'words' | 'format'>, mark: TimeMark): string {
  const { time, title, text, flags, improbable, by } = markWords(language, mark);
  const doubt = improbable ? [language.words.flags.improbable] : [];
  return [time, title, text, ...flags.map((flag) => flag.words), ...doubt, by].filter(Boolean).join('. ');
}

const longestInTooltip = 240;

/** A text for the tooltip, which has little room; `cut` where it goes on in the list. */
export function tooltipText(text: string): { text: string; cut: boolean } {
  const characters = [...text];
  if (characters.length <= longestInTooltip) return { text, cut: false };
  return { text: `${characters.slice(0, longestInTooltip).join('').trimEnd()}…`, cut: true };
}
