import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { toLogEntry } from '../../../../app/citizen/log/log-entry.ts';
import * as told from '../../../../app/citizen/log/log-words.ts';
import type { Basis } from '../../../../server/access-log/access-log.ts';
import { actions, purposes } from '../../../../server/access-log/audit-codes.ts';
import { citizenRules, clinicianRules } from '../../../../server/access/decide.ts';
import {
  citizen,
  clinician,
  disclosed,
  eventOf,
  languages,
  logEntry,
  parent,
  proxy,
  source,
} from './entries.ts';

const { nb } = languages;
const each = Object.entries(languages);
const actionsWritten = Object.keys(actions) as (keyof typeof actions)[];
const unknown = /ikke har ord for|ikkje har ord for|have no words|Ukjent kode|Ukjend kode|Unknown code/;

/** Every reason that the server's source refuses somebody with (403), but those of sources, who ask for nobody. */
function reasonsOfServer(): string[] {
  const server = fileURLToPath(new URL('../../../../server/', import.meta.url));
  const refusals = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(server + name, 'utf8').matchAll(/FhirError\(\s*403,[^;]*?\breason: '([a-z-]+)'/g),
    ])
    .map(([, reason = '']) => reason);
  const ofSources = ['other-organization'];
  return [
    ...new Set([...refusals, ...[...citizenRules, ...clinicianRules].map(({ reason }) => reason)]),
  ].filter((reason) => !ofSources.includes(reason));
}

describe.each(each)('%s has words', (_, language) => {
  test.each(actionsWritten)('for %s, done and refused, by whoever it was', (action) => {
    for (const actor of [undefined, source, citizen, parent, proxy]) {
      const of = { action, ...(actor && { actor }) };
      const done = told.sentenceOf(logEntry(of), language);
      const refused = told.sentenceOf(logEntry({ ...of, refused: 'access-blocked' }), language);
      expect(done).not.toMatch(unknown);
      expect(refused).not.toMatch(unknown);
      expect(refused).not.toBe(done);
      expect(done).not.toMatch(/9144889|undefined/);
    }
  });

  test('for every reason of a refusal', () => {
    const reasons = reasonsOfServer();
    expect(reasons).toEqual(
      expect.arrayContaining(['access-blocked', 'access-restricted', 'scope-insufficient', 'other-patient']),
    );
    for (const refused of reasons) {
      expect([refused, told.refusalOf(logEntry({ refused }), language)]).not.toEqual([
        refused,
        expect.stringMatching(unknown),
      ]);
    }
  });

  test('for every purpose', () => {
    for (const basis of Object.keys(purposes) as Basis[]) {
      expect(told.purposeOf(logEntry({ basis }), language)).not.toMatch(unknown);
    }
  });

  test.each(['consent', 'emergency'] as const)(
    'for a restriction opened by %s, and keeps what was written',
    (by) => {
      const entry = logEntry({ opened: { by, reason: 'Falt i trappen, svarer ikke.' } });
      expect(told.openingOf(entry, language)).not.toMatch(unknown);
      expect(entry.opened?.reason).toBe('Falt i trappen, svarer ikke.');
    },
  );
});

describe('a line tells', () => {
  test('who, in a sentence and a role', () => {
    const tell = (changes: Parameters<typeof logEntry>[0]) => {
      const entry = logEntry(changes);
      return [told.sentenceOf(entry, nb), told.roleOf(entry.agent, nb)];
    };
    expect(tell({})).toEqual(['Åse Fjellsjø så på målinger.', 'helsepersonell']);
    const doctor = { ...clinician, role: { text: 'Fastlege', category: 'LE' } } as const;
    expect(tell({ actor: doctor })).toEqual(['Åse Fjellsjø så på målinger.', 'Fastlege']);
    expect(tell({ refused: 'access-blocked' })).toEqual([
      'Åse Fjellsjø prøvde å se på målinger, men fikk ikke.',
      'helsepersonell',
    ]);
    expect(tell({ actor: source, action: 'deliver' })).toEqual([
      'Oslo kommune sendte inn målinger.',
      'virksomhet som sender inn målinger',
    ]);
    expect(tell({ actor: citizen, action: 'log-read' })[0]).toBe('Du så på denne loggen.');
    expect(tell({ actor: parent, action: 'consent-changed' })).toEqual([
      'Ola Nordmann endret sperringer.',
      'forelder',
    ]);
    expect(tell({ actor: proxy })[1]).toBe('har fullmakt');
  });

  test('a parent or proxy of the patient as of another, never as «du»', () => {
    const entry = logEntry({ actor: citizen });
    expect(told.sentenceOf(entry, { ...nb, readerIsPatient: false })).toBe(
      'Innbyggeren selv så på målinger.',
    );
  });

  test('where, by name and number; never a national number', () => {
    const { agent } = logEntry();
    expect(agent).toEqual({
      kind: 'clinician',
      hpr: '9144889',
      name: 'Åse Fjellsjø',
      role: '',
      orgnr: '312774100',
      organization: 'Bjørkelia legesenter',
    });
    const opened = { by: 'emergency' as const, reason: 'Pasient 13717404089' };
    expect(logEntry({ opened }).opened?.reason).toBe('Pasient [number]');
  });

  test('what: kinds by the catalogue, period as days in Oslo, how many', () => {
    const shown = logEntry({ disclosed }).disclosed;
    if (!shown) throw new Error('nothing was disclosed');
    expect(told.signsOf(shown, nb)).toBe('Blodtrykk og Puls');
    expect(told.periodOf(shown, nb)).toBe('Fra og med 1. jan. 2026 til og med 31. mars 2026');
    expect(told.countOf(shown, nb)).toBe('180 målinger');
    expect([0, 1].map((count) => told.countOf({ ...shown, count }, nb))).toEqual([
      'Ingen målinger',
      '1 måling',
    ]);
  });

  test('what was not limited, and what is not known, as that', () => {
    const shown = logEntry({ disclosed: { codes: [], count: 3, digest: 'd' } }).disclosed;
    const strange = logEntry({
      disclosed: { ...disclosed, codes: ['http://x|y', 'http://loinc.org|8867-4'] },
    });
    if (!shown || !strange.disclosed) throw new Error('nothing was disclosed');
    expect([told.signsOf(shown, nb), told.periodOf(shown, nb)]).toEqual([
      'Alle slag målinger',
      'Uten grense i tid',
    ]);
    expect(told.signsOf(strange.disclosed, nb)).toBe('Puls og Ukjent kode: http://x|y');
    expect(told.periodOf({ to: Date.parse('2026-03-01T10:30:00Z') }, nb)).toBe(
      'Til og med 1. mars 2026 kl. 11:30',
    );
  });

  test('what a delivery brought, each way by its own count', () => {
    const entity = (detail: Record<string, string>): fhir4.AuditEventEntity => ({
      name: 'Observation',
      role: { code: '4' },
      detail: Object.entries(detail).map(([type, valueString]) => ({ type, valueString })),
    });
    const tell = (detail: Record<string, string>) => {
      const event = eventOf({ actor: source, action: 'deliver' });
      const { disclosed: brought } = toLogEntry({ ...event, entity: [entity(detail)] });
      return brought && [told.signsOf(brought, nb), told.periodOf(brought, nb), told.countOf(brought, nb)];
    };
    expect(
      tell({ code: 'http://loinc.org|8867-4', 'further-codes': '2', created: '3', changed: '1' }),
    ).toEqual(['Puls og 2 slag til', 'Ikke oppgitt', '3 nye og 1 rettet']);
    expect(tell({})).toEqual(['Ikke oppgitt', 'Ikke oppgitt', 'Ikke oppgitt']);
  });

  test('codes that are new to it as they came', () => {
    const event = eventOf({ refused: 'seven-seals' });
    const entry = toLogEntry({
      ...event,
      subtype: [{ system: 'https://hjemmekurve.example/fhir/CodeSystem/access-action', code: 'exported' }],
      purposeOfEvent: [{ coding: [{ code: 'HRESCH' }] }],
      agent: [{ who: { display: 'Noen' }, requestor: true }],
    });
    expect(told.sentenceOf(entry, nb)).toContain('(exported)');
    expect(told.refusalOf(entry, nb)).toBe('Ukjent kode: seven-seals');
    expect(told.purposeOf(entry, nb)).toBe('Ukjent kode: HRESCH');
    expect([entry.agent, told.roleOf(entry.agent, nb)]).toEqual([
      { kind: 'unknown', name: 'Noen' },
      'ukjent rolle',
    ]);
    expect(told.purposeOf({ ...entry, purpose: 'constructor' }, nb)).toBe('Ukjent kode: constructor');
  });
});
