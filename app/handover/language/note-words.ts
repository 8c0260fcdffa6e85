import type { LanguageTag } from '../../language/nb.ts';
import { noteEn } from './note-en.ts';
import { noteNb, type NoteWords } from './note-nb.ts';
import { noteNn } from './note-nn.ts';

/** The words of a note on its way to the record, for `Language.pick`. */
export const noteWords: Readonly<Record<LanguageTag, NoteWords>> = { nb: noteNb, nn: noteNn, en: noteEn };
