import { describe, expect, test } from 'vitest';
import { isChosen, kindOf, matches, noChoice } from '../../../../app/citizen/log/log-kinds.ts';
import { firstPage, inLargePages, readPage } from '../../../../app/citizen/log/log-pages.ts';
import { AuditIds, auditSearchset } from '../../../../server/access-log/audit-bundle.ts';
import { parseAuditSearch } from '../../../../server/access-log/audit-search.ts';
import { citizen, clinician, eventOf, logEntry, parent, source } from './entries.ts';

const { signal } = new AbortController();
const answering = (answer: unknown) => ({ get: () => Promise.resolve(answer) });
const asked = (path: string) => parseAuditSearch(new URL(path, 'http://x').searchParams, true).query;

describe('a search', () => {
  test('is one that the server takes without ignoring any of it; days are days in Oslo', () => {
    expect(asked(firstPage({}))).toEqual({ count: 50 });
    expect(asked(firstPage({ from: '2026-03-01', to: '2026-03-29' }))).toEqual({
      count: 50,
      from: Date.parse('2026-03-01T00:00:00+01:00'),
      to: Date.parse('2026-03-30T00:00:00+02:00'),
    });
    expect(asked(inLargePages(`${firstPage({ from: '2026-03-01' })}&_before=7`))).toEqual({
      count: 200,
      before: 7,
      from: Date.parse('2026-03-01T00:00:00+01:00'),
    });
  });
});

describe('a page', () => {
  const subject = { patient: '4711', person: { system: 's', value: 'v' } };
  const entry = {
    sequence: 7,
    occurred: Date.UTC(2026, 2, 1),
    actor: clinician,
    action: 'search' as const,
    basis: 'TREAT' as const,
    request: 'r',
  };
  const bundle = (entries: (typeof entry)[], next?: string) =>
    auditSearchset(entries, subject, new AuditIds(new Uint8Array(32), subject.person), {
      fhirBase: 'https://f/fhir',
      self: 'https://f/fhir/AuditEvent',
      ...(next !== undefined && { next }),
    });

  test('of the server is read, with where the older ones are', async () => {
    const next = 'https://f/fhir/AuditEvent?patient=4711&_count=50&_before=7';
    const page = await readPage(answering(bundle([entry], next)), '4711', 'AuditEvent', signal);
    expect(page.entries).toHaveLength(1);
    expect(page.older).toBe('AuditEvent?patient=4711&_count=50&_before=7');
    const last = await readPage(answering(bundle([])), '4711', 'AuditEvent', signal);
    expect(last).toEqual({ entries: [] });
  });

  test('about another patient is refused whole', async () => {
    const mixed = {
      resourceType: 'Bundle',
      entry: [{ resource: eventOf() }, ...(bundle([entry]).entry ?? [])],
    };
    await expect(readPage(answering(mixed), '4711', 'AuditEvent', signal)).resolves.toBeDefined();
    const strangers = JSON.parse(
      JSON.stringify(eventOf()).replaceAll('Patient/4711', 'Patient/4712'),
    ) as unknown;
    const last = { ...mixed, entry: [...mixed.entry, { resource: strangers }] };
    const other = JSON.parse(JSON.stringify(mixed).replace('Patient/4711', 'Patient/4712')) as unknown;
    await expect(readPage(answering(bundle([entry])), '4712', 'AuditEvent', signal)).rejects.toMatchObject({
      reason: 'other-patient',
    });
    for (const strange of [other, last, { ...mixed, entry: [{ resource: { ...eventOf(), entity: [] } }] }]) {
      await expect(readPage(answering(strange), '4711', 'AuditEvent', signal)).rejects.toMatchObject({
        reason: 'other-patient',
      });
    }
  });

  test.each([undefined, {}, { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient' } }] }])(
    'that is none is refused: %o',
    async (answer) => {
      await expect(readPage(answering(answer), '4711', 'AuditEvent', signal)).rejects.toMatchObject({
        reason: 'malformed',
      });
    },
  );
});

describe('a choice', () => {
  test('has one kind for each entry', () => {
    expect(
      [
        logEntry(),
        logEntry({ refused: 'access-blocked' }),
        logEntry({ actor: source, action: 'deliver' }),
        logEntry({ actor: parent, action: 'consent-changed' }),
        logEntry({ actor: citizen, action: 'log-read' }),
        logEntry({ actor: source, action: 'read' }),
      ].map(kindOf),
    ).toEqual(['clinician', 'refused', 'delivery', 'blocks', 'own', 'other']);
  });

  test('is by kind, and by how the words of name and workplace begin', () => {
    const entry = logEntry();
    expect(isChosen(noChoice)).toBe(false);
    expect(isChosen({ kind: 'all', name: ' a' })).toBe(true);
    expect(['', 'fjell', 'BJØRK åse', ' lege'].map((name) => matches(entry, { kind: 'all', name }))).toEqual([
      ...[true, true, true, true],
    ]);
    expect(['sjø', 'Kari', 'åse kari'].map((name) => matches(entry, { kind: 'all', name }))).toEqual([
      ...[false, false, false],
    ]);
    expect([
      matches(entry, { kind: 'own', name: '' }),
      matches(entry, { kind: 'clinician', name: '' }),
    ]).toEqual([...[false, true]]);
  });
});
