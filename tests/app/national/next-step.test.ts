import { describe, expect, test } from 'vitest';
import { loginOutcomes, nextStep, parseOutcome, type LoginOutcome } from '../../../app/national/next-step.ts';

describe('without a national login', () => {
  test.each<[LoginOutcome | undefined, boolean, object]>([
    [undefined, false, { kind: 'go', mode: 'silent' }],
    [undefined, true, { kind: 'go', mode: 'silent' }],
    ['login-required', false, { kind: 'go', mode: 'visible' }],
    ['login-required', true, { kind: 'ask' }],
    ['other-person', false, { kind: 'fail', failure: 'national-other-person' }],
    ['other-person', true, { kind: 'fail', failure: 'national-other-person' }],
    ['refused', false, { kind: 'fail', failure: 'national-refused' }],
    ['refused', true, { kind: 'fail', failure: 'national-refused' }],
    ['unavailable', false, { kind: 'fail', failure: 'national-unavailable' }],
    ['unavailable', true, { kind: 'fail', failure: 'national-unavailable' }],
    ['connected', false, { kind: 'ask' }],
    ['connected', true, { kind: 'ask' }],
    ['expired', false, { kind: 'ask' }],
    ['expired', true, { kind: 'ask' }],
  ])('after %s, framed %s', (outcome, framed, step) => {
    expect(nextStep(outcome, framed)).toEqual(step);
  });

  test('no way leads round in a ring: what was tried is not tried again by itself', () => {
    for (const framed of [true, false]) {
      for (const outcome of loginOutcomes) {
        expect(nextStep(outcome, framed)).not.toEqual({ kind: 'go', mode: 'silent' });
      }
    }
  });
});

describe('the fragment of the address', () => {
  test.each(loginOutcomes.map((outcome) => [outcome]))('%s is read', (outcome) => {
    expect(parseOutcome(`#national=${outcome}`)).toBe(outcome);
  });

  test.each(['', '#', '#/', '#/trend/body-weight', '#national=', '#national=yes', '#national=connected&x=1'])(
    '"%s" is no outcome',
    (hash) => expect(parseOutcome(hash)).toBeUndefined(),
  );
});
