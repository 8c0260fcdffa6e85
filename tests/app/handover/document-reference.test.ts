import { expect, test } from 'vitest';
import { documentReference } from '../../../app/handover/document-reference.ts';
import type { SignTrend } from '../../../app/trends/sign-trend.ts';
import { subjectOf } from './subject-of.ts';

const record = { author: 'Practitioner/n1', encounter: 'Encounter/e1' };
const made = Date.parse('2026-11-27T08:00:00Z');
const note = { text: 'Vekt – 84,2 kg «økt» ≥ 2 kg', language: 'nb', title: 'Hjemmekurve – Vekt', made };
const day = (text: string) => ({ instant: Date.parse(text), dateOnly: false });
const trend = {} as SignTrend;

test('one text of the shown patient by the user, about the period, under an identifier of its own', () => {
  const document = documentReference(record, subjectOf(trend), note);
  expect(document).toMatchObject({
    resourceType: 'DocumentReference',
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
    subject: { reference: 'Patient/p1' },
    author: [{ reference: 'Practitioner/n1' }],
    date: '2026-11-27T08:00:00.000Z',
    description: 'Hjemmekurve – Vekt',
    context: {
      encounter: [{ reference: 'Encounter/e1' }],
      period: { start: '2026-11-01', end: '2026-11-30' },
    },
  });
  const [identifier] = document.identifier ?? [];
  expect(identifier).toEqual({
    system: 'urn:ietf:rfc:3986',
    value: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
  });
  expect(document.masterIdentifier).toEqual(identifier);
  expect(documentReference(record, subjectOf(trend), note).identifier).not.toEqual(document.identifier);
});

test('the attachment is the text, byte for byte, in UTF-8', () => {
  const { content } = documentReference(record, subjectOf(trend), note);
  const { contentType, language, data, size } = content[0]?.attachment ?? {};
  expect([contentType, language]).toEqual(['text/plain; charset=utf-8', 'nb']);
  const bytes = Buffer.from(data ?? '', 'base64');
  expect(bytes.toString('utf8')).toBe(note.text);
  expect(size).toBe(bytes.length);
});

test.each([
  [
    'all dates: from the first to the last measurement in Oslo',
    { first: day('2025-12-31T23:30:00Z'), last: day('2026-11-27T07:00:00Z'), count: 2 },
    { start: '2026-01-01', end: '2026-11-27' },
  ],
  ['all dates of nothing: no period is claimed', undefined, undefined],
])('%s', (_, available, period) => {
  const subject = subjectOf({ ...trend, ...(available && { available }) } as SignTrend, { days: {} });
  expect(documentReference(record, subject, note).context?.period).toEqual(period);
});

test('no encounter is named where the EHR named none', () => {
  const { context } = documentReference({ author: 'Practitioner/n1' }, subjectOf(trend), note);
  expect(context).not.toHaveProperty('encounter');
});
