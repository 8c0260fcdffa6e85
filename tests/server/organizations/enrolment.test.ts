import { describe, expect, test } from 'vitest';
import { readEnrolment, readEnrolments } from '../../../server/organizations/enrolment.ts';
import { p256, p384, privateEc, privateRsa, rsa1024, rsa2048 } from './keys.ts';

const oslo = { orgnr: '958935420', name: 'Oslo kommune', sector: 'municipality' };
const withKeys = (...keys: object[]) => ({ ...oslo, client_id: 'oslo', jwks: { keys } });

describe('an enrolment', () => {
  test('says who, and no more than is said of it', () => {
    expect(readEnrolment(oslo)).toEqual({ ...oslo, delivers: false, consumes: false });
  });

  test.each([
    ['a day in winter', '2026-01-01', '2025-12-31T23:00:00Z'],
    ['a day in summer', '2026-07-01', '2026-06-30T22:00:00Z'],
    ['an instant', '2026-01-01T08:00:00+01:00', '2026-01-01T07:00:00Z'],
  ])('begins and ends at %s, by the clock of Oslo', (_, given, instant) => {
    expect(readEnrolment({ ...oslo, from: given })).toMatchObject({ from: Date.parse(instant) });
    expect(readEnrolment({ ...oslo, to: given })).toMatchObject({ to: Date.parse(instant) });
  });

  test('may take its end away', () => {
    expect(readEnrolment({ ...oslo, to: null })).toMatchObject({ to: null });
  });

  test('has keys for RS384 and ES384, or an address where they are', () => {
    const keys = [p384, { ...rsa2048, alg: 'RS384', use: 'sig' }];
    expect(readEnrolment(withKeys(...keys))).toMatchObject({
      client: { clientId: 'oslo', orgnr: oslo.orgnr, jwks: { keys } },
    });
    expect(readEnrolment({ ...oslo, client_id: 'oslo', jwks_uri: 'https://x.example/jwks' })).toMatchObject({
      client: { clientId: 'oslo', orgnr: oslo.orgnr, jwksUri: 'https://x.example/jwks' },
    });
  });

  test.each<[string, object, RegExp[]]>([
    ['nothing', {}, [/^orgnr is required/, /^name is required/, /^sector is required/]],
    ['a wrong check digit', { ...oslo, orgnr: '958935421' }, [/^orgnr .*modulus 11/]],
    ['a number as a number', { ...oslo, orgnr: 958935420 }, [/^orgnr must be a string/]],
    ['an empty name', { ...oslo, name: '' }, [/^name/]],
    ['a line break in the name', { ...oslo, name: 'Oslo\nkommune' }, [/^name .*control/]],
    ['another sector', { ...oslo, sector: 'county' }, [/^sector .*municipality, hospital, gp/]],
    ['text for yes', { ...oslo, delivers: 'yes' }, [/^delivers must be a boolean/]],
    ['a misspelt member', { ...oslo, deliver: true }, [/^deliver is not allowed/]],
    ['no days', { ...oslo, from: '2026-02-30', to: '2026' }, [/^from .*YYYY-MM-DD/, /^to .*YYYY-MM-DD/]],
    ['a time without a zone', { ...oslo, from: '2026-01-01T08:00:00' }, [/^from .*zone/]],
    [
      'an end at its beginning',
      { ...oslo, from: '2026-01-01', to: '2026-01-01' },
      [/^to must be after from/],
    ],
    ['keys without a client', { ...oslo, jwks: { keys: [p384] } }, [/^jwks goes with client_id/]],
    ['a client without keys', { ...oslo, client_id: 'x' }, [/^client_id goes with jwks or jwks_uri/]],
    [
      'keys and their address',
      { ...withKeys(p384), jwks_uri: 'https://x.example/jwks' },
      [/^jwks and jwks_uri: one of them/],
    ],
    [
      'http',
      { ...oslo, client_id: 'x', jwks_uri: 'http://x.example/jwks' },
      [/^jwks_uri must be an https URL/],
    ],
    ['a blank in the client', { ...withKeys(p384), client_id: 'a b' }, [/^client_id .*blanks/]],
    ['a private EC key', withKeys(privateEc), [/^jwks\.keys\[0\]\.d: only public keys/]],
    [
      'a private RSA key',
      withKeys(p384, privateRsa),
      ['d', 'p', 'q', 'dp', 'dq', 'qi'].map((member) => new RegExp(`^jwks\\.keys\\[1\\]\\.${member}: only`)),
    ],
    ['a shared secret', withKeys({ kty: 'oct', kid: 'k', k: 'aGVtbWVsaWc' }), [/\.kty must be/, /\.k: only/]],
    ['a key without kid', withKeys({ ...p384, kid: undefined }), [/^jwks\.keys\[0\]\.kid is required/]],
    ['no keys', withKeys(), [/^jwks\.keys must contain at least 1/]],
    ['one kid twice', withKeys(p384, p384), [/^jwks\.keys\[1\] has the kid of another key/]],
    ['a curve that ES384 has not', withKeys(p256), [/^jwks\.keys\[0\] must be an EC key on P-384/]],
    ['a short RSA key', withKeys(rsa1024), [/^jwks\.keys\[0\] .*2048 bits/]],
    ['the algorithm of another key', withKeys({ ...p384, alg: 'RS384' }), [/^jwks\.keys\[0\] .*ES384/]],
    ['a point off the curve', withKeys({ ...p384, y: p384.x }), [/^jwks\.keys\[0\] must be/]],
    ['a key to encrypt with', withKeys({ ...p384, use: 'enc' }), [/^jwks\.keys\[0\]\.use must be \[?sig/]],
  ])('with %s is refused, by name', (_, entry, rules) => {
    const read = readEnrolment(entry);
    const faults = 'faults' in read ? read.faults : [];
    expect(faults).toHaveLength(rules.length);
    for (const rule of rules) expect(faults).toContainEqual(expect.stringMatching(rule));
    for (const secret of [privateEc.d, privateRsa.d, 'aGVtbWVsaWc'])
      expect(faults.join()).not.toContain(secret);
  });
});

describe('a file of enrolments', () => {
  test('is read whole', () => {
    const hospital = { orgnr: '313392147', name: 'Sykehuset', sector: 'hospital', delivers: true };
    expect(readEnrolments([oslo, hospital])).toMatchObject([oslo, hospital]);
  });

  test.each<[string, unknown, RegExp]>([
    ['an object', {}, /^The file must be an array/],
    ['empty', [], /^The file must contain at least 1/],
    ['an organisation twice', [oslo, oslo], /^Entries \[0\] and \[1\] have the same orgnr/],
    [
      'a client twice',
      [withKeys(p384), { ...withKeys(p384), orgnr: '313392147' }],
      /^Entries \[0\] and \[1\] have the same client_id/,
    ],
  ])('%s is refused', (_, json, rule) => {
    expect(readEnrolments(json)).toEqual({ faults: [expect.stringMatching(rule)] });
  });

  test('names the faults of all entries', () => {
    expect(readEnrolments([oslo, { ...oslo, orgnr: '1' }, withKeys(privateEc)])).toEqual({
      faults: expect.arrayContaining([
        expect.stringMatching(/^\[1\]\.orgnr must be an organisation number/),
        expect.stringMatching(/^\[2\]\.jwks\.keys\[0\]\.d: only public keys/),
      ]),
    });
  });
});
