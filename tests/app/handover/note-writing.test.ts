import { describe, expect, test } from 'vitest';
import type { EhrRecord } from '../../../app/fhir/ehr-record.ts';
import { FhirError } from '../../../app/fhir/fhir-error.ts';
import { RecordNotes } from '../../../app/handover/record-notes.svelte.ts';
import type { NoteState } from '../../../app/handover/note-writing.svelte.ts';

const document: fhir4.DocumentReference = {
  resourceType: 'DocumentReference',
  identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' }],
  status: 'current',
  date: '2026-11-28T10:00:00.000Z',
  content: [],
};
const made = Date.parse('2026-11-28T10:00:00.000Z');
const answer = (status: number, reason = 'x') => Promise.reject(new FhirError(status, reason, 'subject: no'));

function notesOf(changes: Partial<EhrRecord> = {}) {
  const sent: unknown[] = [];
  const record: EhrRecord = {
    patient: 'p1',
    author: 'Practitioner/n1',
    mayWrite: true,
    maySearch: true,
    create: (each) => {
      sent.push(each);
      return Promise.resolve();
    },
    holds: () => Promise.resolve(false),
    ...changes,
  };
  return { notes: new RecordNotes(record), sent };
}

test('two presses at once and one afterwards write one', async () => {
  const { notes, sent } = notesOf();
  const note = notes.begin('body-weight', document);
  await Promise.all([note.write(), note.write()]);
  await note.write();
  expect(note.state.kind).toBe('written');
  expect(sent).toEqual([document]);
});

describe('what became of it, by the EHR’s answer', () => {
  test.each<[number, string, NoteState]>([
    [401, 'expired', { kind: 'refused', why: 'expired' }],
    [403, 'forbidden', { kind: 'refused', why: 'forbidden' }],
    [400, 'invalid', { kind: 'refused', why: 'rejected', detail: 'subject: no' }],
    [412, 'multiple-matches', { kind: 'refused', why: 'rejected', detail: 'subject: no' }],
    [422, 'invalid', { kind: 'refused', why: 'rejected', detail: 'subject: no' }],
    [499, 'x', { kind: 'refused', why: 'rejected', detail: 'subject: no' }],
    [408, 'timeout', { kind: 'unknown' }],
    [500, 'exception', { kind: 'unknown' }],
    [504, 'timeout', { kind: 'unknown' }],
    [0, 'malformed', { kind: 'unknown' }],
    [200, 'malformed', { kind: 'unknown' }],
    [200, 'other-patient', { kind: 'refused', why: 'other-patient' }],
  ])('%i %s', async (status, reason, expected) => {
    const { notes } = notesOf({ create: () => answer(status, reason) });
    const note = notes.begin('body-weight', document);
    await note.write();
    expect(note.state).toEqual(expected);
    expect(note.mayWrite).toBe(expected.kind === 'refused' && expected.why === 'rejected');
    expect(note.mayCheck).toBe(expected.kind === 'unknown');
  });
});

describe('when it is not known', () => {
  const unknown = async (changes: Partial<EhrRecord>) => {
    let tries = 0;
    const create = () => (tries++ === 0 ? answer(0) : Promise.resolve());
    const note = notesOf({ create, ...changes }).notes.begin('body-weight', document);
    await note.write();
    return { note, tries: () => tries };
  };

  test('it is not sent again before it was looked for', async () => {
    const { note, tries } = await unknown({});
    await note.write();
    expect([note.state.kind, tries()]).toEqual(['unknown', 1]);
    await note.check();
    expect(note.state.kind).toBe('absent');
    await note.write();
    expect([note.state.kind, tries()]).toEqual(['written', 2]);
  });

  test('found: written, at the time the note tells', async () => {
    const { note } = await unknown({ holds: () => Promise.resolve(true) });
    await note.check();
    expect(note.state).toEqual({ kind: 'written', at: made });
  });

  test('the search fails: still not known, and can be tried again', async () => {
    const { note } = await unknown({ holds: () => answer(503) });
    await note.check();
    expect([note.state.kind, note.mayCheck, note.mayWrite]).toEqual(['unchecked', true, false]);
  });

  test('search is not granted: nothing is offered but to look oneself', async () => {
    const { note } = await unknown({ maySearch: false });
    await note.check();
    expect([note.state.kind, note.mayCheck, note.mayWrite]).toEqual(['unknown', false, false]);
  });
});

test('what hinders: no grant, no author', () => {
  expect(notesOf({ mayWrite: false }).notes.hindrance).toBe('not-granted');
  const record = { ...notesOf().notes.record };
  delete (record as { author?: string }).author;
  expect(new RecordNotes(record).hindrance).toBe('author-unknown');
  expect(notesOf().notes.hindrance).toBeUndefined();
});

test('the session keeps what was tried of each vital sign, newest first', () => {
  const { notes } = notesOf();
  const first = notes.begin('body-weight', document);
  const other = notes.begin('glucose', document);
  const second = notes.begin('body-weight', document);
  expect(notes.about('body-weight')).toEqual([second, first]);
  expect(notes.about('glucose')).toEqual([other]);
});
