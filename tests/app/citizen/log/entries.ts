import type { AccessEntry, Actor } from '../../../../server/access-log/access-log.ts';
import { auditEventOf } from '../../../../server/access-log/audit-event.ts';
import { toLogEntry, type LogEntry } from '../../../../app/citizen/log/log-entry.ts';
import type { LogLanguage } from '../../../../app/citizen/log/log-words.ts';
import { en as logEn } from '../../../../app/language/citizen/log-en.ts';
import { nb as logNb } from '../../../../app/language/citizen/log-nb.ts';
import { nn as logNn } from '../../../../app/language/citizen/log-nn.ts';
import { en } from '../../../../app/language/en.ts';
import { Format } from '../../../../app/language/format.ts';
import { nb } from '../../../../app/language/nb.ts';
import { nn } from '../../../../app/language/nn.ts';

export const clinician: Actor = {
  kind: 'clinician',
  hpr: '9144889',
  name: 'Åse Fjellsjø',
  organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
};
export const source: Actor = {
  kind: 'source',
  clientId: 'source-client',
  organization: { orgnr: '958935420', name: 'Oslo kommune' },
};
export const citizen: Actor = { kind: 'citizen', relation: 'self', name: '' };
export const parent: Actor = { kind: 'citizen', relation: 'parent', name: 'Ola Nordmann' };
export const proxy: Actor = { kind: 'citizen', relation: 'proxy', name: 'Per Fullmektig' };

export const disclosed = {
  codes: ['http://loinc.org|8462-4', 'http://loinc.org|8480-6', 'http://loinc.org|8867-4'],
  from: Date.parse('2026-01-01T00:00:00+01:00'),
  to: Date.parse('2026-04-01T00:00:00+02:00'),
  count: 180,
  digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** An entry as the server writes it out, so that what is read here is what it writes. */
export function eventOf(changes: Partial<AccessEntry> = {}): fhir4.AuditEvent {
  const entry: AccessEntry = {
    sequence: 7,
    occurred: Date.UTC(2026, 2, 1, 8, 0, 0, 5),
    actor: clinician,
    action: 'search',
    basis: 'TREAT',
    request: 'ad3f0c1e',
    ...changes,
  };
  return auditEventOf(entry, { id: `k-${entry.sequence}`, patient: 'Patient/4711' });
}

export function logEntry(changes: Partial<AccessEntry> = {}): LogEntry {
  return toLogEntry(eventOf(changes));
}

export const languages: Record<'nb' | 'nn' | 'en', LogLanguage> = {
  nb: { log: logNb, words: nb, format: new Format(nb), readerIsPatient: true },
  nn: { log: logNn, words: nn, format: new Format(nn), readerIsPatient: true },
  en: { log: logEn, words: en, format: new Format(en), readerIsPatient: true },
};
