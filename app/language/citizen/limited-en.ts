import type { LimitedWords } from './limited-nb.ts';

export const en: LimitedWords = {
  title: 'Home follow-up',
  reading: 'Fetching …',
  heading: (name) => `Home follow-up of ${name}`,
  followed: (name) => `${name} is being followed up at home by`,
  nameless: (orgnr) => `the organisation with number ${orgnr}`,
  since: (day) => `since ${day}`,
  until: (day) => `, through ${day}`,
  nobody: 'Hjemmekurve does not know of anybody who follows up at home now.',
  nobodyKnown: 'Somebody may do so without sending measurements here.',
  logged: (name) => `That you have seen this is in the log, which ${name} can read.`,
  why: {
    heading: 'Why do you not see more?',
    age: 'When children are 12 to 15, parents have limited digital access to health information. From 16 the young person decides.',
    hidden:
      'So you do not see what is measured, nor the measurements and limits, nor who has looked at them, nor any blocks. It is the same for all parents, and says nothing about what there is.',
  },
  more: {
    heading: 'If you want to know more',
    child: (name) =>
      `${name} can log in here with an electronic ID of their own, see everything, and show it to you if they like.`,
    service:
      'You can call those who follow up. They can tell you what parents need to know to take care of the child.',
  },
};
