import { describe, expect, test } from 'vitest';
import { standingOf, toBlock } from '../../../../app/citizen/blocks/block.ts';
import {
  draftPeriod,
  meaningOf,
  periodOf,
  versionInWords,
  whomOf,
} from '../../../../app/citizen/blocks/block-words.ts';
import { emptyDraft, faultsOf, toConsent, type Draft } from '../../../../app/citizen/blocks/block-draft.ts';
import { Consents } from '../../../../app/citizen/blocks/consents.ts';
import { en as blocksEn } from '../../../../app/language/citizen/blocks-en.ts';
import { nb as blocksNb } from '../../../../app/language/citizen/blocks-nb.ts';
import { nn as blocksNn } from '../../../../app/language/citizen/blocks-nn.ts';
import { Format } from '../../../../app/language/format.ts';
import { nb } from '../../../../app/language/nb.ts';
import type { Block as Kept } from '../../../../server/blocks/blocks.ts';
import { consentHistory, consentSearchset } from '../../../../server/blocks/consent-bundles.ts';
import { toConsent as writtenOut } from '../../../../server/blocks/consent.ts';
import { readConsent } from '../../../../server/blocks/read-consent.ts';

const patient = '4711';
const context = { iss: 'https://issuer.example', patient, person: { system: 's', value: 'v' } };
const now = Date.parse('2026-03-20T12:00:00+01:00');
const language = { blocks: blocksNb, format: new Format(nb) };
const clinician = { hpr: '9144889', name: 'Åse Fjellsjø', orgnr: '312774100', organization: 'Bjørkelia' };
const organization = { orgnr: '312774100', name: 'Bjørkelia legesenter' };

const kept = (changes: Partial<Kept> = {}): Kept => ({
  id: '0b5d9cf2-0000-4000-8000-000000000001',
  version: 1,
  blocked: { kind: 'clinician', hpr: '9144889', name: 'Åse Fjellsjø' },
  from: now - 1000,
  status: 'active',
  madeBy: { relation: 'self', name: 'Vakker Blomst' },
  lastUpdated: now,
  ...changes,
});
const shown = (changes: Partial<Kept> = {}) => toBlock(writtenOut(kept(changes), { patient }));

describe('a draft becomes a Consent that the server reads as it was meant', () => {
  const drafts: [string, Partial<Draft>, object][] = [
    [
      'a clinician',
      { kind: 'clinician', clinician },
      { kind: 'clinician', hpr: '9144889', name: 'Åse Fjellsjø' },
    ],
    ['an organisation', { kind: 'organization', organization }, { kind: 'organization', ...organization }],
    ['everyone', { kind: 'everyone' }, { kind: 'everyone' }],
    [
      'everyone, whoever was chosen before',
      { kind: 'everyone', clinician, organization },
      { kind: 'everyone' },
    ],
  ];

  test.each(drafts)('%s, until it is ended', (_, draft, blocked) => {
    const read = readConsent(toConsent({ ...emptyDraft(), ...draft }, patient), context, now);
    expect(read).toEqual({ status: 'active', blocked, from: now });
  });

  test('days in Oslo, both inclusive, also where the clock changes', () => {
    const draft = { ...emptyDraft(clinician), from: '2026-03-25', to: '2026-03-29' };
    expect(readConsent(toConsent(draft, patient), context, now)).toMatchObject({
      from: Date.parse('2026-03-25T00:00:00+01:00'),
      to: Date.parse('2026-03-30T00:00:00+02:00'),
    });
    expect(readConsent(toConsent({ ...draft, from: '' }, patient), context, now)).toMatchObject({
      from: now,
    });
  });

  test('nobody, when nobody was chosen', () => {
    expect(() => toConsent(emptyDraft(), patient)).toThrow();
    expect(() => readConsent(toConsent(emptyDraft(clinician), '4712'), context, now)).toThrow();
  });
});

describe('a draft is held back for', () => {
  const today = '2026-03-20';
  test.each([
    [emptyDraft(), ['clinician']],
    [emptyDraft(clinician), []],
    [{ ...emptyDraft(clinician), kind: 'organization' }, ['organization']],
    [{ ...emptyDraft(), kind: 'everyone' }, []],
    [{ ...emptyDraft(clinician), to: '2026-03-19' }, ['over']],
    [{ ...emptyDraft(clinician), to: '2026-03-20' }, []],
    [{ ...emptyDraft(clinician), from: '2026-03-22', to: '2026-03-21' }, ['order']],
    [{ ...emptyDraft(clinician), from: '2026-03-22', to: '2026-03-22' }, []],
    [{ ...emptyDraft(), to: '2026-02-30' }, ['clinician', 'date']],
  ] as [Draft, string[]][])('%o: %j', (draft, faults) => {
    expect(faultsOf(draft, today)).toEqual(faults);
  });

  test('what the server would refuse as well', () => {
    for (const period of [{ to: '2026-03-19' }, { from: '2026-03-22', to: '2026-03-21' }]) {
      const draft = { ...emptyDraft(clinician), ...period };
      expect(() => readConsent(toConsent(draft, patient), context, now)).toThrow();
    }
  });
});

describe('a block of the server is shown', () => {
  test('as whom it keeps out, and until when', () => {
    expect(shown()).toEqual({
      id: kept().id,
      version: '1',
      blocked: kept().blocked,
      withdrawn: false,
      from: now - 1000,
      changed: now,
      changedBy: 'Vakker Blomst',
    });
    const ended = shown({ to: Date.parse('2026-03-30T00:00:00+02:00'), blocked: { kind: 'everyone' } });
    expect(whomOf(ended.blocked, language)).toBe('Alt helsepersonell');
    expect(periodOf(ended, language)).toBe('Fra 20. mars 2026 kl. 11:59 til 29. mars 2026 kl. 23:59');
    expect(periodOf(shown({ status: 'withdrawn' }), language)).toBe(
      'Fra 20. mars 2026 kl. 11:59. Opphevet 20. mars 2026 kl. 12:00',
    );
    expect(periodOf(shown(), language)).toBe('Fra 20. mars 2026 kl. 11:59, til du opphever den');
  });

  test('in force, coming, over or withdrawn, to the millisecond', () => {
    expect(standingOf(shown(), now)).toBe('in-force');
    expect(standingOf(shown({ from: now + 1 }), now)).toBe('coming');
    expect(standingOf(shown({ to: now + 1 }), now)).toBe('in-force');
    expect(standingOf(shown({ to: now }), now)).toBe('over');
    expect(standingOf(shown({ status: 'withdrawn', from: now + 1 }), now)).toBe('withdrawn');
  });

  test('also when it is not understood: never as nobody’s', () => {
    const consent = writtenOut(kept(), { patient });
    const strange: fhir4.Consent[] = [
      { ...consent, provision: { type: 'permit' } },
      { ...consent, provision: { type: 'deny', actor: [{ role: {}, reference: { display: 'X' } }] } },
      {
        ...consent,
        provision: { ...consent.provision, actor: Array(2).fill(consent.provision?.actor?.[0]) },
      },
      (({ provision: _, ...rest }) => rest)(consent),
    ];
    for (const each of strange) {
      expect(toBlock(each).blocked).toEqual({ kind: 'unknown' });
      expect(meaningOf('unknown', language)).not.toEqual([]);
    }
  });

  test('with its history', () => {
    const later = shown({ version: 2, status: 'withdrawn', madeBy: { relation: 'parent', name: 'Ola' } });
    expect([later, shown()].map((each) => versionInWords(each, language))).toEqual([
      '20. mars 2026 kl. 12:00: opphevet av Ola',
      '20. mars 2026 kl. 12:00: laget av Vakker Blomst',
    ]);
  });
});

test.each([blocksNb, blocksNn, blocksEn])(
  'it is said plainly what holds in an emergency: $heading',
  (blocks) => {
    const meaning = (kind: 'clinician' | 'organization' | 'everyone') =>
      meaningOf(kind, { blocks }).join(' ');
    expect(meaning('clinician')).toMatch(/også i en nødsituasjon|òg i ein naudsituasjon|in an emergency too/);
    expect(meaning('organization')).toMatch(
      /også i en nødsituasjon|òg i ein naudsituasjon|in an emergency too/,
    );
    expect(meaning('everyone')).toMatch(/loggen din|your log/);
    const draft = { ...emptyDraft(clinician), from: '2026-03-21', to: '2026-03-22' };
    const told = draftPeriod(draft, '2026-03-20', { blocks, format: new Format(nb) });
    expect(told).toContain('21. mars 2026');
    expect(told).toContain('22. mars 2026');
    expect(draftPeriod({ ...draft, from: '' }, '2026-03-20', { blocks, format: new Format(nb) })).not.toBe(
      told,
    );
  },
);

describe('the facade', () => {
  const { signal } = new AbortController();
  const asked: [string, unknown][] = [];
  const answering = (answer: unknown) => ({
    get: (path: string) => (asked.push([path, undefined]), Promise.resolve(answer)),
    send: (path: string, sent: unknown) => (asked.push([path, sent]), Promise.resolve(answer)),
  });

  test('is asked for all, for a history, and to end exactly this version', async () => {
    const all = consentSearchset([kept()], { patient }, 'https://f', 'https://f/Consent');
    expect(await new Consents(answering(all), patient).all(signal)).toEqual([shown()]);
    const none = consentSearchset([], { patient }, 'https://f', 'https://f/Consent');
    expect(await new Consents(answering(none), patient).all(signal)).toEqual([]);
    const history = consentHistory([kept({ version: 2 }), kept()], { patient }, 'https://f');
    expect(await new Consents(answering(history), patient).history(kept().id, signal)).toHaveLength(2);
    asked.length = 0;
    await new Consents(answering(undefined), patient).withdraw(shown({ version: 3 }), signal);
    expect(asked).toEqual([[`Consent/${kept().id}`, { method: 'DELETE', headers: { 'if-match': 'W/"3"' } }]]);
  });

  test('is not believed about another patient', async () => {
    const all = consentSearchset([kept()], { patient: '4712' }, 'https://f', 'https://f/Consent');
    const refused = { reason: 'other-patient' };
    await expect(new Consents(answering(all), patient).all(signal)).rejects.toMatchObject(refused);
    const made = writtenOut(kept(), { patient: '4712' });
    const making = new Consents(answering(made), patient).make(emptyDraft(clinician), signal);
    await expect(making).rejects.toMatchObject(refused);
  });
});
