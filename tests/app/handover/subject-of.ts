import { handoverWords } from '../../../app/handover/language/handover-words.ts';
import type { HandoverLanguage, Subject } from '../../../app/handover/subject.ts';
import { Format } from '../../../app/language/format.ts';
import type { Words } from '../../../app/language/nb.ts';
import { nb } from '../../../app/language/nb.ts';
import type { SignTrend } from '../../../app/trends/sign-trend.ts';

export function languageOf(words: Words = nb): HandoverLanguage {
  return { words, format: new Format(words), handover: handoverWords[words.tag] };
}

/** November 2026 of a synthetic patient. */
export function subjectOf(trend: SignTrend, changed: Partial<Subject> = {}): Subject {
  return {
    patient: { id: 'p1', name: 'Nora Testesen', birthDate: '1950-03-12' },
    trend,
    days: { from: '2026-11-01', to: '2026-11-30' },
    whole: { start: Date.parse('2026-10-31T23:00:00Z'), end: Date.parse('2026-11-30T23:00:00Z') },
    asOf: Date.parse('2026-11-27T07:58:00Z'),
    unreadable: false,
    marks: { placed: [], undated: [], unreadable: [] },
    ...changed,
  };
}
