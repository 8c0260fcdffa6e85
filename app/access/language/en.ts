import type { AccessWords } from './nb.ts';

export const en: AccessWords = {
  may: 'You may open when the patient has consented, or in an emergency.',
  seen: 'The patient sees in their log who opened, when, on what basis and why.',
  lasts:
    'It is opened for this patient in this window only, until you end it. If you reload the page, you must state the basis again.',
  basis: 'Basis for opening',
  bases: { SAMTYKKE: 'The patient has consented', AKUTT: 'Emergency' },
  reason: 'Reason',
  reasonHelp: (shortest, longest) =>
    `Say briefly why you need the information, in ${shortest} to ${longest} characters. The patient can read what you write.`,
  counter: (count, longest) => `${count} of ${longest} characters`,
  open: 'Open',
  cancel: 'Cancel',
  faults: {
    basis: 'Choose whether the patient has consented or it is an emergency.',
    tooShort: (shortest) => `Write a reason of at least ${shortest} characters.`,
    tooLong: (over) => `The reason is ${over} characters too long.`,
  },
  notOpened:
    'It was not opened. The store of measurements gives no access from here, although basis and reason were stated.',
  rejected: 'The service did not accept what you stated, and nothing was opened. Correct it and try again.',
  cancelled: 'Nothing is opened.',
  ended: 'You have ended the access. The information is removed from the screen.',
  stateBasis: 'State a basis and open',
  askAgain: 'Fetch again without opening',
  banner: {
    label: 'Opened restriction',
    opening: 'Opening restricted information',
    opened: 'You are viewing restricted information',
    by: { SAMTYKKE: 'Opened with consent.', AKUTT: 'Opened in an emergency.' },
    reason: 'Reason:',
    seen: 'The patient sees this in their log.',
    end: 'End access',
  },
};
