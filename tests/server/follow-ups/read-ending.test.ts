import { expect, test } from 'vitest';
import { FhirError } from '../../../server/errors.ts';
import { toEpisodeOfCare } from '../../../server/follow-ups/episode-of-care.ts';
import { readEnding } from '../../../server/follow-ups/read-ending.ts';
import { newPerson, oslo } from '../../support/observation-builders.ts';

const person = newPerson();
const identifier = `${person.system}|${person.value}`;

test.each([
  ['now', undefined, undefined],
  ['an instant: its second is the last', '2026-10-31T12:00:00+01:00', '2026-10-31T11:00:01Z'],
  ['a day in Oslo: through it', '2026-10-31', '2026-10-31T23:00:00Z'],
  ['the day that summer time ends, 25 hours long', '2026-10-25', '2026-10-25T23:00:00Z'],
  ['a month', '2026-10', '2026-10-31T23:00:00Z'],
])('an end is read: %s', (_, end, expected) => {
  const given = new URLSearchParams({ 'patient.identifier': identifier, ...(end && { end }) });
  expect(readEnding(given)).toEqual({ person, ...(expected && { to: Date.parse(expected) }) });
});

test.each<[string, [string, string][], string]>([
  ['nobody', [['end', '2026-10-31']], 'parameter-missing'],
  ['a number without its system', [['patient.identifier', person.value]], 'subject-invalid'],
  ['another system', [['patient.identifier', `urn:oid:1.2.3|${person.value}`]], 'subject-invalid'],
  ['a wrong check digit', [['patient.identifier', `${person.system}|12345678901`]], 'subject-invalid'],
  ['more than a number', [['patient.identifier', `${identifier}|x`]], 'subject-invalid'],
  [
    'two persons',
    [
      ['patient.identifier', identifier],
      ['patient.identifier', identifier],
    ],
    'parameter-invalid',
  ],
  [
    'no time',
    [
      ['patient.identifier', identifier],
      ['end', 'yesterday'],
    ],
    'parameter-invalid',
  ],
  [
    'a time without a zone',
    [
      ['patient.identifier', identifier],
      ['end', '2026-10-31T12:00:00'],
    ],
    'parameter-invalid',
  ],
  [
    'before 1900',
    [
      ['patient.identifier', identifier],
      ['end', '1026-10-31'],
    ],
    'parameter-invalid',
  ],
  [
    'something more',
    [
      ['patient.identifier', identifier],
      ['organization', '958935420'],
    ],
    'parameter-unknown',
  ],
])('%s is refused', (_, given, reason) => {
  let refusal: unknown;
  try {
    readEnding(new URLSearchParams(given));
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(FhirError);
  expect(refusal).toMatchObject({ status: 400, reason });
  expect((refusal as FhirError).message).not.toContain(person.value);
});

const noon = Date.UTC(2026, 10, 1, 12);
test.each([
  ['no end is known', {}, 'active', undefined],
  ['its end lies ahead', { to: noon + 1 }, 'active', '2026-11-01T12:00:00.000Z'],
  ['it ended just now', { to: noon }, 'finished', '2026-11-01T11:59:59.999Z'],
])('as EpisodeOfCare: %s', (_, period, status, end) => {
  const resource = toEpisodeOfCare({ from: noon - 1000, ...period }, person, oslo, noon);
  expect(resource).toMatchObject({ status, patient: { identifier: person } });
  expect(resource.period).toEqual({ start: '2026-11-01T11:59:59.000Z', ...(end && { end }) });
});

test('a period never ends before it starts, also when the end was told to lie before the first delivery', () => {
  const { period } = toEpisodeOfCare({ from: noon, to: noon }, person, oslo, noon);
  expect(Date.parse(period?.start ?? '')).toBeLessThanOrEqual(Date.parse(period?.end ?? ''));
});
