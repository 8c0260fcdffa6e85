import type { CitizenWords } from './nb.ts';

export const en = {
  page: 'Hjemmekurve for citizens',
  welcome: {
    heading: 'Your measurements from home',
    lead: 'Here you see measurements that you take at home and send to the health service, and you decide who may see them.',
    can: [
      'See the measurements, with the same limits and colours as health personnel see.',
      'See who has looked at the measurements, when and why.',
      'Block health personnel who are not to see them.',
    ],
    forOthers:
      'You can also see the measurements of children under 12, or of somebody who has given you power of attorney. Of a child aged 12 to 15 you only see who follows up.',
    logInWith: (place: string) => `Log in with ${place}`,
    nowhere: 'No login for citizens has been set up here.',
    going: 'Taking you to the login …',
    opening: 'Fetching the measurements …',
    loggedOut: {
      ending: 'You are logged out in this window. Ending the access …',
      ended: 'You are logged out.',
      unconfirmed:
        'You are logged out in this window, but it was not confirmed that the access has ended. It ends by itself after a while.',
    },
    closeWindow: 'If you share this computer with others, close the browser as well.',
  },
  again: 'Log in again',
  logOut: 'Log out',
  whose: {
    label: 'Whose measurements these are',
    self: ['You are logged in as', ''],
    parent: ['You are seeing the measurements of', ', as a parent'],
    'parent-limited': ['You are logged in as a parent of', ''],
    proxy: ['You are seeing the measurements of', ', with power of attorney or as a guardian'],
  },
  menu: {
    label: 'Main menu',
    measurements: 'Measurements',
    log: 'Who has looked',
    blocks: 'Blocks',
    emergency: 'About emergencies',
  },
  call: {
    life: ['Call', 'when a life is in danger.'],
    urgent: ['Call the out-of-hours doctor on', 'when you need help that cannot wait.'],
  },
  measurements: {
    heading: { self: 'Your measurements', other: (name: string) => `The measurements of ${name}` },
    team: {
      self: 'Those who treat you follow up the measurements and can set limits of your own. Otherwise general limits hold.',
      other:
        'Those who give the treatment follow up the measurements and can set individual limits. Otherwise general limits hold.',
    },
    meaning: 'What do the limits and colours mean?',
    general: {
      self: 'Where those who treat you have set no limit for you, a general limit is used. Each measurement says which.',
      other:
        'Where those who give the treatment have set no limit, a general limit is used. Each measurement says which.',
    },
    colours:
      'The colours show where a measurement lies compared with the limit. Ask those who follow up the measurements what it means.',
    notWatched:
      'Hjemmekurve is not an emergency service, and nobody watches the measurements around the clock.',
  },
  emergency: {
    heading: 'About emergencies',
    lead: 'Hjemmekurve alerts nobody. If you need help, you must call:',
    inEmergency: 'What health personnel can see in an emergency',
    named: {
      title: 'Did you block somebody by name? That holds in an emergency too',
      body: 'Health personnel and organisations that are blocked by name cannot see the measurements in Hjemmekurve, not even when it is urgent. They cannot open the block themselves. It holds until it is ended or its period is over.',
    },
    general: {
      title: 'Did you block everyone? Then the measurements can be opened when needed',
      body: 'A block on everyone can be opened by health personnel who are not blocked by name, in two ways:',
      ways: [
        'with consent from the person whose measurements they are, or from somebody who may consent for them',
        'in an emergency, when it is not possible to ask',
      ],
      reason:
        'They must write why. The reason and the look are listed afterwards under “Who has looked”, so that you can see that the block was opened, by whom and why.',
    },
    none: {
      title: 'Have you no blocks?',
      body: 'Then health personnel of organisations that take part can see the measurements when they need them to give health care. Every look is listed under “Who has looked”.',
    },
    beyond: {
      title: 'Blocks are about Hjemmekurve',
      body: 'A block is about the measurements in Hjemmekurve. It does not change the record at your doctor, municipality or hospital, and it deletes nothing. A new block holds at once, also for whoever has the measurements open.',
    },
    toBlocks: 'Go to the blocks',
    toLog: 'See who has looked at the measurements',
  },
  instead: {
    failures: {
      'unknown-ehr': {
        title: 'This login is not known here',
        body: 'Hjemmekurve does not know where the login came from. To protect your privacy nothing was fetched. Log in again from here.',
      },
      'storage-blocked': {
        title: 'The browser stops Hjemmekurve',
        body: 'The browser does not let Hjemmekurve remember the login while you use the page. Allow storage for this page, or open it in an ordinary window.',
      },
      'launch-refused': {
        title: 'You were not logged in',
        body: 'The login service gave Hjemmekurve no access. No measurements were fetched. You can try to log in again.',
      },
      'launch-failed': {
        title: 'The login was not completed',
        body: 'The login service did not confirm the login. No measurements were fetched. Log in again.',
      },
      'login-cancelled': {
        title: 'The login was cancelled',
        body: 'You are not logged in, and no measurements were fetched. You can log in whenever you want.',
      },
      'session-missing': {
        title: 'You are not logged in in this window',
        body: 'The login belongs to another window, or you have logged out. Log in again to see the measurements.',
      },
      'ehr-unavailable': {
        title: 'Cannot reach the login service',
        body: 'The login service does not answer as it should. No measurements were fetched. Try again in a while.',
      },
      expired: {
        title: 'You have been logged out',
        body: 'A login lasts a limited time, so that nobody else sees the measurements on your screen. Log in again to go on.',
      },
      'no-patient': {
        title: 'We were not told whom this is about',
        body: 'The login did not say whose measurements you want to see. Log in again and choose whom it is about.',
      },
      'patient-identity': {
        title: 'The measurements cannot be looked up',
        body: 'Measurements are fetched by national identity number or D-number, and the login gave no valid number. So we do not know whether there are measurements.',
      },
      'citizen-identity': {
        title: 'We cannot be certain whom the login is about',
        body: 'The login lacks a name or a birth date, or they do not agree with the national identity number. Then nothing is shown. Contact user support where you log in.',
      },
      'parent-limited': {
        title: 'Parents have limited access from the age of 12',
        body: 'When a child is 12 to 15, parents have limited access, and the measurements are not shown here. You can talk with the child or with those who follow up the child.',
      },
      'parent-not-allowed': {
        title: 'From the age of 16, young people log in themselves',
        body: 'Whoever has turned 16 decides about their own health information. Parents then have no access as parents.',
      },
      'not-representative': {
        title: 'You cannot see the measurements on behalf of this person',
        body: 'The power of attorney or the right to act for the person is not in force now, or is about something else. No measurements were fetched.',
      },
      'scope-insufficient': {
        title: 'The login gave no access to this',
        body: 'Hjemmekurve was given less access than the page needs. There may be measurements, but they cannot be shown. Log in again.',
      },
      'client-refused': {
        title: 'The login is for another app',
        body: 'The access was not given to Hjemmekurve. Log in again from here.',
      },
      'introspection-unavailable': {
        title: 'The login cannot be checked right now',
        body: 'The login service does not say whether your login is valid. No measurements were fetched. Try again in a while.',
      },
      'facade-unreachable': {
        title: 'Cannot reach Hjemmekurve',
        body: 'The service does not answer. That does not mean that the measurements are gone. Check that you are online, and try again.',
      },
      'store-unavailable': {
        title: 'The measurements cannot be fetched right now',
        body: 'The store that holds the measurements does not answer. That does not mean that they are gone. Try again in a while.',
      },
      'store-timeout': {
        title: 'The measurements did not come in time',
        body: 'The store that holds the measurements took too long to answer. That does not mean that they are gone. Try again.',
      },
      'store-busy': {
        title: 'Many are fetching measurements right now',
        body: 'The store takes no more requests right now. Wait a little and try again.',
      },
      'store-malformed': {
        title: 'The answer cannot be used',
        body: 'The answer was incomplete. None of it is shown, because parts of it could be missing. Try again in a while.',
      },
      'too-large': {
        title: 'There are too many measurements to show at once',
        body: 'The answer was too large, and none of it is shown, because parts of it would have been missing. Choose a shorter period.',
      },
      'log-unavailable': {
        title: 'The look cannot be logged right now',
        body: 'Everybody who sees the measurements must be in the log, you too. The log cannot be used now, so nothing is shown. That does not mean that the measurements are gone. Try again in a while.',
      },
      'citizens-not-supported': {
        title: 'The measurements cannot be shown to citizens yet',
        body: 'The store in use here answers health personnel only. That says nothing about which measurements there are.',
      },
      'other-patient': {
        title: 'The answer was about another person',
        body: 'Hjemmekurve received information about another person than the one you are logged in for. None of it is shown. Log in again, and tell user support.',
      },
      unexpected: {
        title: 'Something went wrong',
        body: 'Hjemmekurve could not finish. That does not mean that the measurements are gone. Try again.',
      },
    },
    app: {
      notEmergency:
        'Hjemmekurve is not an emergency service. Call 113 when a life is in danger, and the out-of-hours doctor on 116 117 when it is urgent.',
      neverReceived: 'No measurements have been received yet',
    },
    limits: { order: 'Set by those who give the treatment' },
    overview: {
      heading: 'Measurements',
      caption: 'Latest measurement of each kind, those outside the limit first',
      summaryLabel: 'Latest measurement of each kind',
      neverTitle: 'There are no measurements here yet',
      neverBody:
        'Hjemmekurve has received no measurements. They may lie with somebody who does not share them yet.',
      staleTitle: 'It is a while since the latest measurement',
      staleBody: (age: string) =>
        `The newest measurement was taken ${age}. If you have measured since, it has not come through to here.`,
    },
    trend: {
      back: 'To all measurements',
      never: 'No measurements of this kind have been received.',
    },
  },
} satisfies CitizenWords;
