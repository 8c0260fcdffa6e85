import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  citizenRules,
  clinicianRules,
  decide,
  type AccessQuestion,
  type ClinicianQuestion,
  type Opening,
} from '../../../server/access/decide.ts';
import type { CitizenGrant } from '../../../server/access/grant.ts';
import type { ScopeLetter } from '../../../server/access/scope.ts';
import type { Block, Blocked } from '../../../server/blocks/blocks.ts';
import type { Organization } from '../../../server/organizations/organization.ts';

const at = Date.UTC(2026, 10, 27);
const enrolled: Organization = {
  orgnr: '312774100',
  name: 'Bjørkelia legesenter',
  sector: 'gp',
  delivers: false,
  consumes: true,
  from: at - 1000,
};
const reader = {
  kind: 'clinician',
  practitioner: { hpr: '222200063' },
  organization: { orgnr: '312774100' },
} as const;
const emergency: Opening = { by: 'emergency', reason: 'Bevisstløs' };
const consent: Opening = { by: 'consent', reason: 'Pasienten ba om det' };

const me: Blocked = { kind: 'clinician', hpr: '222200063', name: 'Åse Fjellsjø' };
const colleague: Blocked = { kind: 'clinician', hpr: '222200064', name: 'Kari Nordmann' };
const mine: Blocked = { kind: 'organization', orgnr: '312774100', name: 'Bjørkelia legesenter' };
const another: Blocked = { kind: 'organization', orgnr: '313392147', name: 'Nordmarka sykehus HF' };
const everyone: Blocked = { kind: 'everyone' };

const asked = (changes: Partial<ClinicianQuestion> = {}): ClinicianQuestion => ({
  reader,
  organization: enrolled,
  blocks: [],
  readableUntil: Infinity,
  at,
  ...changes,
});
const by = (...blocked: Blocked[]) => blocked.map((each): Pick<Block, 'blocked'> => ({ blocked: each }));
const reasonOf = (question: AccessQuestion) => {
  const decision = decide(question);
  return decision.allowed ? 'allowed' : decision.reason;
};

describe('each rule by itself', () => {
  test.each<[string, Partial<ClinicianQuestion>, string]>([
    ['nothing against it', {}, 'allowed'],
    ['an organisation that nobody knows', { organization: undefined }, 'organization-not-enrolled'],
    [
      'one that only delivers',
      { organization: { ...enrolled, consumes: false } },
      'organization-not-enrolled',
    ],
    ['one from now on', { organization: { ...enrolled, from: at } }, 'allowed'],
    ['one from a moment later', { organization: { ...enrolled, from: at + 1 } }, 'organization-not-enrolled'],
    ['one until a moment later', { organization: { ...enrolled, to: at + 1 } }, 'allowed'],
    ['one until now', { organization: { ...enrolled, to: at } }, 'organization-not-enrolled'],
    ['the clinician is blocked', { blocks: by(me) }, 'access-blocked'],
    ['with zeros before the number', { blocks: by({ ...me, hpr: '0222200063' }) }, 'access-blocked'],
    ['a colleague is blocked', { blocks: by(colleague) }, 'allowed'],
    ['the organisation is blocked', { blocks: by(mine) }, 'access-blocked'],
    ['another organisation is blocked', { blocks: by(another) }, 'allowed'],
    ['everyone is', { blocks: by(everyone) }, 'access-restricted'],
    ['everyone is, opened with consent', { blocks: by(everyone), opening: consent }, 'allowed'],
    ['everyone is, opened in an emergency', { blocks: by(everyone), opening: emergency }, 'allowed'],
    ['the clinician is, in an emergency', { blocks: by(me), opening: emergency }, 'access-blocked'],
    ['the organisation is, with consent', { blocks: by(mine), opening: consent }, 'access-blocked'],
    ['nobody has delivered about the patient', { readableUntil: undefined }, 'allowed'],
    ['the time after the follow-up is over in a moment', { readableUntil: at + 1 }, 'allowed'],
    ['the time after the follow-up is over now', { readableUntil: at }, 'follow-up-ended'],
    ['it is, in an emergency', { readableUntil: at, opening: emergency }, 'follow-up-ended'],
    ['it is, with consent', { readableUntil: at, opening: consent }, 'follow-up-ended'],
  ])('%s', (_, changes, expected) => expect(reasonOf(asked(changes))).toBe(expected));

  test('an opening is in the decision only when there was something to open', () => {
    expect(decide(asked({ blocks: by(everyone), opening: emergency }))).toEqual({
      allowed: true,
      opened: emergency,
    });
    expect(decide(asked({ opening: emergency }))).toEqual({ allowed: true });
  });
});

/** What makes one rule refuse, and what makes it not. */
const broken: Record<string, Partial<ClinicianQuestion>> = {
  'organization-not-enrolled': { organization: undefined },
  'access-blocked': { blocks: by(me) },
  'access-restricted': { blocks: by(everyone) },
  'follow-up-ended': { readableUntil: at },
};

test('the table of clinicians holds these rules, in this order', () => {
  expect(clinicianRules.map(({ reason }) => reason)).toEqual(Object.keys(broken));
});

describe('each pair of rules: the first in the table is told', () => {
  const reasons = Object.keys(broken);
  const pairs = reasons.flatMap((first, index) => reasons.slice(index + 1).map((second) => [first, second]));
  test.each(pairs)('%s before %s', (first = '', second = '') => {
    const blocks = [...(broken[first]?.blocks ?? []), ...(broken[second]?.blocks ?? [])];
    expect(reasonOf(asked({ ...broken[first], ...broken[second], blocks }))).toBe(first);
  });
});

test('an opened restriction does not open an ended follow-up, and who does not open it is not told of that', () => {
  const ended = { readableUntil: at - 1, blocks: by(everyone) };
  expect(reasonOf(asked(ended))).toBe('access-restricted');
  expect(reasonOf(asked({ ...ended, opening: emergency }))).toBe('follow-up-ended');
});

test.each([by(me), by(mine), by(everyone), by(everyone, me)])(
  'who is kept out by %o gets the same answer whatever became of the follow-up',
  (...blocks) => {
    const decisions = [undefined, Infinity, at + 1, at, 0].map((readableUntil) =>
      decide(asked({ blocks, readableUntil })),
    );
    expect(new Set(decisions.map((decision) => JSON.stringify(decision))).size).toBe(1);
    expect(decisions[0]?.allowed).toBe(false);
  },
);

describe('a citizen', () => {
  const types = [
    ...['EpisodeOfCare', 'Observation', 'ServiceRequest', 'AuditEvent', 'Consent'],
    ...['Patient', 'Encounter', '', '*', 'episodeofcare'],
  ];
  const letters = ['c', 'r', 'u', 'd', 's'] as const;
  const about = types.flatMap((type) => letters.map((letter) => [type, letter] as const));
  const asks = (relation: CitizenGrant['actor']['relation'], type: string, letter: ScopeLetter) =>
    decide({ reader: { kind: 'citizen', actor: { relation } }, about: type, letter });

  test('is asked one thing only', () => {
    expect(citizenRules.map(({ reason }) => reason)).toEqual(['parent-limited']);
  });

  test.each(['self', 'parent', 'proxy'] as const)('as %s is refused nothing here', (relation) => {
    for (const [type, letter] of about) expect(asks(relation, type, letter)).toEqual({ allowed: true });
  });

  test.each(about)('who is the parent of somebody aged 12 to 15 and asks for %s.%s', (type, letter) => {
    const isFollowUps = type === 'EpisodeOfCare' && letter === 's';
    expect(asks('parent-limited', type, letter)).toEqual(
      isFollowUps ? { allowed: true } : { allowed: false, reason: 'parent-limited' },
    );
  });
});

test('more blocks never allow more, and the order of blocks does not matter', () => {
  const blocked = fc.constantFrom(me, colleague, mine, another, everyone);
  const opening = fc.constantFrom(undefined, consent, emergency);
  fc.assert(
    fc.property(fc.array(blocked), blocked, opening, (before, added, how) => {
      const ask = (...all: Blocked[]) =>
        reasonOf(asked({ blocks: by(...all), ...(how && { opening: how }) }));
      expect(ask(...[...before].reverse())).toBe(ask(...before));
      if (ask(...before, added) === 'allowed') expect(ask(...before)).toBe('allowed');
    }),
  );
});
