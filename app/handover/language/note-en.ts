import type { NoteWords } from './note-nb.ts';

export const noteEn: NoteWords = {
  write: 'Write to the record',
  whose: (patient, born) =>
    `The text above is kept as a note in the record of ${patient}, ${born}, as it stands here.`,
  title: (heading, period) => `${heading}, ${period}`,
  hindrances: {
    'not-granted': 'The EHR has not given Hjemmekurve access to write to the record. Copy the text instead.',
    'author-unknown':
      'The EHR has not said who is logged in, and a note must have an author. Copy the text instead.',
  },
  attempts: 'Notes from this window',
  made: (title, made) => `${title} (text made ${made})`,
  states: {
    writing: 'Writing to the record …',
    checking: 'Looking for the note in the record …',
    unknown:
      'The EHR did not answer so that it is known whether the note was written. It may be there, and it may be missing.',
    unchecked: 'The record could not be searched now. It is still not known whether the note was written.',
    absent: 'The note was not found in the record.',
  },
  written: (when) => `Written to the record ${when}.`,
  refused: {
    expired: 'Not written: the login from the EHR has ended. Open Hjemmekurve again from the record.',
    forbidden: 'Not written: the EHR does not permit you to write this to the record.',
    'other-patient':
      'Stopped: the note and the record are not about the same patient. Close the window, and open Hjemmekurve again from the record.',
  },
  rejected: (detail) => `Not written: the EHR did not accept the note (${detail}).`,
  check: 'Look for the note in the record',
  lookYourself: 'Look for the note in the record before you write or paste the text again.',
};
