import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { createPageLinks, parsePage, type PageState } from '../../../server/observation/page-link.ts';

const key = randomBytes(32);
const links = createPageLinks(key);
const grant = {
  kind: 'clinician',
  iss: 'http://ehr.example/fhir',
  patient: 'p1',
  person: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '12835830061' },
} as ClinicianGrant;
const state: PageState = {
  query: { sort: '-date', dates: [], lastUpdated: [], codes: [{ code: '8867-4' }] },
  count: 10,
  total: 99,
  after: { effective: 1_767_225_600_123, number: 7 },
};
const sealed = links.seal(grant, state);
const invalid = expect.objectContaining({ status: 400, reason: 'page-invalid', expression: ['_page'] });

describe('next links', () => {
  test('open to what was sealed', () => {
    expect(links.open(grant, sealed)).toEqual(state);
  });

  test('open for the same patient after a new launch', () => {
    expect(links.open({ ...grant, clientId: 'other', expires: 0, scopes: [] }, sealed)).toEqual(state);
  });

  test('tell nothing and are never the same twice', () => {
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toMatch(/8867|count|12835830061/);
    expect(links.seal(grant, state)).not.toBe(sealed);
  });

  test.each([
    ['another person', { ...grant, person: { ...grant.person, value: '01010750160' } }],
    [
      'the same number in another system',
      { ...grant, person: { ...grant.person, system: 'urn:oid:2.16.578.1.12.4.1.4.2' } },
    ],
    ['another EHR', { ...grant, iss: 'http://other.example/fhir' }],
  ])('do not open for %s', (_, other) => {
    expect(() => links.open(other, sealed)).toThrow(invalid);
  });

  const bytes = Buffer.from(sealed, 'base64url');
  const flipped = (at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy.toString('base64url');
  };
  test.each([
    ['empty', ''],
    ['junk', 'junk'],
    ['a cursor in clear', Buffer.from(JSON.stringify(state)).toString('base64url')],
    ['a nonce only', bytes.subarray(0, 12).toString('base64url')],
    ['a tag of 4 bytes', bytes.subarray(0, 16).toString('base64url')],
    ['no body', bytes.subarray(0, 28).toString('base64url')],
    ['one byte short', bytes.subarray(0, -1).toString('base64url')],
    ['one byte more', Buffer.concat([bytes, Buffer.from([0])]).toString('base64url')],
    ['a changed nonce', flipped(0)],
    ['a changed tag', flipped(20)],
    ['a changed body', flipped(bytes.length - 1)],
    ['something hung on', `${sealed}&patient=x`],
    ['space', ` ${sealed}`],
    ['ordinary base64', `${bytes.toString('base64')}=`],
    ['of another facade', createPageLinks(randomBytes(32)).seal(grant, state)],
  ])('do not open when forged: %s', (_, forged) => {
    expect(() => links.open(grant, forged)).toThrow(invalid);
  });
});

describe('what may stand beside _page', () => {
  const parse = (query: string) => parsePage(new URLSearchParams(query));

  test('nothing, the patient, _format', () => {
    expect(parse('code=1')).toBeUndefined();
    expect(parse('_page=x')).toEqual({ sealed: 'x', patients: [], identifiers: [] });
    expect(parse('_page=x&patient=a&subject=b&patient.identifier=c&_format=json')).toEqual({
      sealed: 'x',
      patients: ['a', 'b'],
      identifiers: ['c'],
    });
  });

  test.each(['_page=x&_page=y', '_page=x&code=1', '_page=x&_count=5', 'date=2026&_page=x', '_page=x&foo=1'])(
    '%s is refused',
    (query) => {
      expect(() => parse(query)).toThrow(
        expect.objectContaining({ status: 400, reason: 'parameter-invalid' }),
      );
    },
  );
});
