import type { TroubleWords } from './trouble-nb.ts';

export const en: TroubleWords = {
  retry: 'Try again',
  detail: 'Technical detail',
  kinds: {
    expired: {
      title: 'You are logged out.',
      body: 'A login lasts for a while only. Log in again to go on.',
    },
    unreachable: {
      title: 'There was no answer.',
      body: 'Check the network, and try again in a while.',
    },
    unavailable: {
      title: 'The service does not work just now.',
      body: 'Try again in a while.',
    },
    refused: {
      title: 'This login does not give you access to this.',
      body: 'If you log in again, you can give access to it.',
    },
    'other-patient': {
      title: 'The answer was about another person.',
      body: 'Nothing of it is shown. Log out, and tell whoever is responsible for the service.',
    },
    gone: { title: 'It is not there any more.', body: 'Somebody may have changed it elsewhere.' },
    conflict: {
      title: 'It was changed elsewhere.',
      body: 'Somebody has changed it since you opened the page. The list has been fetched again: look at it, and try again if you still want to.',
    },
    'too-many': {
      title: 'There is no room for more blocks.',
      body: 'There is a limit to how many there can be, ended ones counted. Contact whoever is responsible for the service.',
    },
    'period-over': { title: 'The last date has passed already.', body: 'Choose today or a later date.' },
    unexpected: { title: 'Something went wrong.', body: 'Try again in a while.' },
  },
};
