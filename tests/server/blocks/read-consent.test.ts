import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConsent } from '../../../server/blocks/read-consent.ts';
import { FhirError } from '../../../server/errors.ts';
import { actor, context, hpr, orgnr, practitioner, sentConsent } from './consents.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const read = (changes?: Record<string, unknown>, provision?: Record<string, unknown>, at = now) =>
  readConsent(sentConsent(changes, provision), context, at);

/** [status, element, reason] of the refusal, or what was read. */
function refusalOf(sent: unknown, at = now): unknown {
  try {
    return readConsent(sent, context, at);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return [error.status, error.expression[0], error.reason];
  }
}
const refused = (changes?: Record<string, unknown>, provision?: Record<string, unknown>) =>
  refusalOf(sentConsent(changes, provision));
const recipient = (reference: object) => refused({}, { actor: [actor(reference)] });

describe('a Consent is read as a block of', () => {
  test('a clinician, from now on', () => {
    expect(read()).toEqual({
      status: 'active',
      blocked: { kind: 'clinician', hpr: '9999999', name: 'Åse Fjellsjø' },
      from: now,
    });
  });

  test('the same clinician when the number has zeros in front', () => {
    const reference = { ...practitioner, identifier: { system: hpr, value: '009999999' } };
    expect(read({}, { actor: [actor(reference)] }).blocked).toMatchObject({ hpr: '9999999' });
  });

  test('a clinician whose name nobody knows', () => {
    const reference = { ...practitioner, display: 'HPR 9999999' };
    expect(read({}, { actor: [actor(reference)] }).blocked).toMatchObject({ name: 'HPR 9999999' });
  });

  test('an organisation', () => {
    const reference = {
      type: 'Organization',
      identifier: { system: orgnr, value: '312774100' },
      display: ' Bjørkelia legesenter ',
    };
    expect(read({}, { actor: [actor(reference)] }).blocked).toEqual({
      kind: 'organization',
      orgnr: '312774100',
      name: 'Bjørkelia legesenter',
    });
  });

  test.each(['OPTIN', 'OPTINR', 'OPTOUT', 'OPTOUTE'])('everyone, by %s', (code) => {
    const policyRule = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code }] };
    expect(read({ policyRule }, { actor: undefined }).blocked).toEqual({ kind: 'everyone' });
  });

  test.each([
    ['an id, as POST must ignore it', { id: 'x' }],
    ['versions of the server', { meta: { versionId: '2', lastUpdated: '2026-01-01T00:00:00Z' } }],
    ['text that was generated', { text: { status: 'generated', div: '<div>x</div>' } }],
    ['its own time', { dateTime: '2020' }],
    ['the patient absolute', { patient: { reference: 'https://ehr.example/fhir/Patient/pat-1' } }],
    ['the patient by number', { patient: { identifier: context.person } }],
    ['who agreed', { performer: [{ reference: 'Patient/pat-1' }, { type: 'RelatedPerson', display: 'X' }] }],
    [
      'another code for the same',
      { category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }], text: 'x' }] },
    ],
  ])('the same with %s', (_, changes) => {
    expect(read(changes)).toEqual(read());
  });

  test('one that was ended', () => {
    expect(
      read({ status: 'inactive' }, { period: { end: '2026-02-01', start: '2026-01-01' } }),
    ).toMatchObject({
      status: 'withdrawn',
    });
  });
});

describe('the period', () => {
  const period = (start?: string, end?: string, at = 0) => {
    const { from, to } = read({}, { period: { start, end } }, at);
    return [from, to].map((instant) => (instant === undefined ? undefined : new Date(instant).toISOString()));
  };

  test.each([
    ['a day in winter', '2026-01-10', '2026-01-10', '2026-01-09T23:00:00.000Z', '2026-01-10T23:00:00.000Z'],
    [
      '23 hours, when clocks go forward',
      '2026-03-29',
      '2026-03-29',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ],
    [
      '25 hours, when clocks go back',
      '2026-10-25',
      '2026-10-25',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ],
    ['a month', '2026-03', '2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['a year', '2026', '2026', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    [
      'a second',
      '2026-03-01T08:00:00Z',
      '2026-03-01T08:00:00Z',
      '2026-03-01T08:00:00.000Z',
      '2026-03-01T08:00:01.000Z',
    ],
    [
      'a millisecond',
      '2026-03-01T08:00:00.5Z',
      '2026-03-01T08:00:00.500Z',
      '2026-03-01T08:00:00.500Z',
      '2026-03-01T08:00:00.501Z',
    ],
    [
      'the hour that comes twice',
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:01.000Z',
    ],
  ])('%s includes its end', (_, start, end, from, to) => {
    expect(period(start, end)).toEqual([from, to]);
  });

  test('has no end, or no start', () => {
    expect(period('2026-01-10')).toEqual(['2026-01-09T23:00:00.000Z', undefined]);
    expect(period(undefined, '2026-01-10', now - 60 * 86_400_000)).toEqual([
      new Date(now - 60 * 86_400_000).toISOString(),
      '2026-01-10T23:00:00.000Z',
    ]);
  });

  test('of days is as long as Oslo says, and days follow each other without a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => {
        const date = (of: number) => new Date(of * 86_400_000).toISOString().slice(0, 10);
        const [, to] = period(date(day), date(day), -1e12);
        const [from] = period(date(day + 1), undefined, -1e12);
        expect(to).toBe(from);
      }),
    );
  });

  test.each([
    ['an end before the start', '2026-03-02', '2026-03-01', 'end', 'period-invalid'],
    ['an end that is over', '2026-01-01', '2026-02-28', 'end', 'period-over'],
    ['an end just now', '2026-01-01', '2026-03-01T11:59:59.999Z', 'end', 'period-over'],
    ['an end that is over, from now', undefined, '2026-02-28', 'end', 'period-invalid'],
    ['a start before 1900', '1899-12-31', undefined, 'start', 'period-invalid'],
    ['an end beyond the calendar', undefined, '9999', 'end', 'period-invalid'],
  ])('cannot have %s', (_, start, end, element, reason) => {
    expect(refused({}, { period: { start, end } })).toEqual([
      422,
      `Consent.provision.period.${element}`,
      reason,
    ]);
  });

  test('may end a millisecond from now', () => {
    expect(read({}, { period: { end: '2026-03-01T12:00:00.000Z' } }).to).toBe(now + 1);
  });
});

describe('what a block cannot obey is refused by name', () => {
  const unsupported = [422, 'element-not-supported'];
  test.each([
    'identifier',
    'organization',
    'sourceAttachment',
    'sourceReference',
    'policy',
    'verification',
    'contained',
    'extension',
    'modifierExtension',
    'implicitRules',
    'language',
    '_status',
    'unheardOf',
  ])('Consent.%s', (element) => {
    expect(refused({ [element]: [{}] })).toEqual([unsupported[0], `Consent.${element}`, unsupported[1]]);
  });

  test.each([
    'action',
    'securityLabel',
    'purpose',
    'class',
    'code',
    'dataPeriod',
    'data',
    'provision',
    'extension',
    'modifierExtension',
    'id',
  ])('Consent.provision.%s', (element) => {
    expect(refused({}, { [element]: [{}] })).toEqual([422, `Consent.provision.${element}`, unsupported[1]]);
  });

  test.each([
    ['meta', { meta: { security: [{ code: 'R' }] } }, 'Consent.meta.security'],
    ['meta', { meta: { tag: [{ code: 'R' }] } }, 'Consent.meta.tag'],
    ['patient', { patient: { reference: 'Patient/pat-1', extension: [] } }, 'Consent.patient.extension'],
    ['a primitive', { provision: { type: 'deny', _type: {} } }, 'Consent.provision._type'],
  ])('in %s', (_, changes, element) => {
    expect(refused(changes)).toEqual([422, element, unsupported[1]]);
  });

  test('but a name that holds a number is not repeated', () => {
    expect(refused({ x13717404089: 1 })).toEqual([422, 'Consent.…', unsupported[1]]);
  });

  test('in the actor: a literal reference, an extension, a foreign member of the identifier', () => {
    const at = 'Consent.provision.actor[0].reference';
    expect(recipient({ ...practitioner, reference: 'Practitioner/1' })).toEqual([
      422,
      `${at}.reference`,
      unsupported[1],
    ]);
    expect(recipient({ ...practitioner, extension: [{ url: 'x' }] })).toEqual([
      422,
      `${at}.extension`,
      unsupported[1],
    ]);
    expect(recipient({ ...practitioner, identifier: { system: hpr, value: '1', period: {} } })).toEqual([
      422,
      `${at}.identifier.period`,
      unsupported[1],
    ]);
  });

  test.each(['draft', 'proposed', 'rejected', 'entered-in-error'])('status %s', (status) => {
    expect(refused({ status })).toEqual([422, 'Consent.status', 'value-not-supported']);
  });

  test('a provision that permits, or says nothing', () => {
    expect(refused({}, { type: 'permit' })).toEqual([422, 'Consent.provision.type', 'value-not-supported']);
    expect(refused({}, { type: undefined })).toEqual([422, 'Consent.provision.type', 'element-missing']);
  });

  test('text that says more than the elements', () => {
    expect(refused({ text: { status: 'additional', div: '<div>x</div>' } })).toEqual([
      422,
      'Consent.text.status',
      'value-not-supported',
    ]);
  });

  test.each([
    [
      'scope',
      {
        scope: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'research' }],
        },
      },
      'Consent.scope.coding[0]',
    ],
    [
      'category',
      {
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentcategorycodes', code: 'dnr' }] },
        ],
      },
      'Consent.category[0].coding[0]',
    ],
    [
      'policyRule',
      {
        policyRule: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentpolicycodes', code: 'cric' }],
        },
      },
      'Consent.policyRule.coding[0]',
    ],
    [
      'a code without its system',
      { category: [{ coding: [{ code: 'INFA' }] }] },
      'Consent.category[0].coding[0]',
    ],
    [
      'role',
      {
        provision: {
          type: 'deny',
          actor: [
            {
              role: {
                coding: [
                  { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'AUT' },
                ],
              },
              reference: practitioner,
            },
          ],
        },
      },
      'Consent.provision.actor[0].role.coding[0]',
    ],
  ])('another %s', (_, changes, element) => {
    expect(refused(changes)).toEqual([422, element, 'code-not-supported']);
  });

  test('a concept in words alone', () => {
    expect(refused({ policyRule: { text: 'my rule' } })).toEqual([
      422,
      'Consent.policyRule.coding',
      'element-missing',
    ]);
  });

  test('several actors', () => {
    expect(refused({}, { actor: [actor(practitioner), actor(practitioner)] })).toEqual([
      422,
      'Consent.provision.actor',
      'several-actors',
    ]);
  });

  test.each(['OPTOUT', 'OPTOUTE'])('a name under %s, which closes for all', (code) => {
    const policyRule = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code }] };
    expect(refused({ policyRule })).toEqual([422, 'Consent.policyRule', 'policy-rule-too-wide']);
  });
});

describe('whom it keeps out', () => {
  const at = 'Consent.provision.actor[0].reference';

  test.each(['', '0', '000', '12a', '1234567890', '-1', '1.0', ' 1', '13717404089'])(
    'HPR number %o is none',
    (value) => {
      expect(recipient({ ...practitioner, identifier: { system: hpr, value } })).toEqual(
        value === ''
          ? [400, `${at}.identifier.value`, 'structure-invalid']
          : [422, `${at}.identifier.value`, 'hpr-invalid'],
      );
    },
  );

  test.each(['312774101', '31277410', '3127741000', 'x12774100'])(
    'organisation number %s is none',
    (value) => {
      expect(recipient({ identifier: { system: orgnr, value }, display: 'X' })).toEqual([
        422,
        `${at}.identifier.value`,
        'organization-number-invalid',
      ]);
    },
  );

  test('must be known by number, of the right kind, and by name', () => {
    const { identifier, display } = practitioner;
    expect(recipient({ display })).toEqual([422, `${at}.identifier`, 'element-missing']);
    expect(recipient({ identifier })).toEqual([422, `${at}.display`, 'element-missing']);
    expect(recipient({ identifier: { value: '1' }, display })).toEqual([
      422,
      `${at}.identifier.system`,
      'element-missing',
    ]);
    expect(recipient({ identifier: context.person, display })).toEqual([
      422,
      `${at}.identifier.system`,
      'identifier-system',
    ]);
    expect(recipient({ identifier, display, type: 'Organization' })).toEqual([
      422,
      `${at}.type`,
      'reference-type',
    ]);
    expect(recipient({ identifier, display, type: 'Group' })).toEqual([
      422,
      `${at}.type`,
      'value-not-supported',
    ]);
  });

  test.each(['x'.repeat(201), 'two\nlines', '13717404089', 'Åse 137174 04089'])(
    'name %o is none',
    (display) => {
      expect(recipient({ ...practitioner, display })).toEqual([422, `${at}.display`, 'name-invalid']);
    },
  );
});

describe('whose it is', () => {
  test('only the patient of the token, whoever else is named', () => {
    for (const patient of [
      { reference: 'Patient/pat-2' },
      { reference: 'Patient/pat-1', identifier: { ...context.person, value: '05898597468' } },
      { reference: 'https://other.example/fhir/Patient/pat-1' },
    ]) {
      expect(refused({ patient })).toEqual([403, 'Consent.patient', 'other-patient']);
    }
    expect(refused({ patient: { display: 'Me' } })).toEqual([422, 'Consent.patient', 'element-missing']);
  });

  test('performer names nobody else', () => {
    expect(refused({ performer: [{ reference: 'RelatedPerson/1' }] })).toEqual([
      422,
      'Consent.performer[0]',
      'performer-other',
    ]);
    expect(refused({ performer: [{ display: 'X' }, { type: 'Practitioner' }] })).toEqual([
      422,
      'Consent.performer[1].type',
      'value-not-supported',
    ]);
  });
});

describe('what is no Consent is 400', () => {
  test.each([
    ['nothing', null, 'Consent'],
    ['a list', [], 'Consent'],
    ['another resource', sentConsent({ resourceType: 'Patient' }), 'Consent.resourceType'],
    ['no status', sentConsent({ status: undefined }), 'Consent.status'],
    ['no scope', sentConsent({ scope: undefined }), 'Consent.scope'],
    ['no category', sentConsent({ category: [] }), 'Consent.category'],
    ['an unknown status', sentConsent({ status: 'on' }), 'Consent.status'],
    ['an empty period', sentConsent({}, { period: {} }), 'Consent.provision.period'],
    ['no dateTime', sentConsent({}, { period: { start: '01.03.2026' } }), 'Consent.provision.period.start'],
    ['no actor in the list', sentConsent({}, { actor: [] }), 'Consent.provision.actor'],
    [
      'an actor without a role',
      sentConsent({}, { actor: [{ reference: practitioner }] }),
      'Consent.provision.actor[0].role',
    ],
    ['a provision that is a word', sentConsent({ provision: 'deny' }), 'Consent.provision'],
  ])('%s', (_, sent, element) => {
    expect(refusalOf(sent)).toEqual([400, element, 'structure-invalid']);
  });

  test.each(['patient', 'policyRule', 'provision'])('R4 lets %s be absent, a block does not', (element) => {
    expect(refused({ [element]: undefined })).toEqual([422, `Consent.${element}`, 'element-missing']);
  });
});

test('whatever comes is read or refused, and nothing of it is repeated', () => {
  const secret = '13717404089';
  const json = fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text));
  const keys = [
    'status',
    'scope',
    'category',
    'patient',
    'policyRule',
    'provision',
    'meta',
    'text',
    'performer',
    secret,
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), fc.oneof(json, fc.constant(secret))), (changes) => {
      try {
        readConsent(sentConsent(changes), context, now);
      } catch (error) {
        expect(error).toBeInstanceOf(FhirError);
        expect((error as FhirError).message + (error as FhirError).expression.join()).not.toContain(secret);
      }
    }),
    { numRuns: 1000 },
  );
});
