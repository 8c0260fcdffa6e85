import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DisclosedVersions, numberIn } from '../../../server/access-log/digest.ts';

type Version = [number: number, version: number];

const version = fc.tuple(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }));
const few = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 }));

function digestOf(versions: readonly Version[]): string {
  const disclosed = new DisclosedVersions();
  for (const [number, n] of versions) disclosed.add(number, n);
  expect(disclosed.count).toBe(versions.length);
  return disclosed.digest();
}

describe('the digest of what was disclosed', () => {
  test('is what an auditor gets from a list of numbers and versions in hexadecimal digits', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(version, few), { maxLength: 200 }), (versions) => {
        const lines = versions.map(
          ([number, n]) => number.toString(16).padStart(12, '0') + n.toString(16).padStart(8, '0'),
        );
        const bytes = Buffer.from(lines.sort().join(''), 'hex');
        expect(digestOf(versions)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });

  test('does not depend on the order, and on everything else', () => {
    fc.assert(
      fc.property(fc.array(version, { minLength: 1 }), fc.nat(), (versions, n) => {
        const digest = digestOf(versions);
        expect(digestOf([...versions].reverse())).toBe(digest);
        const place = n % versions.length;
        const other = (change: (each: Version) => Version) =>
          versions.map((each, index) => (index === place ? change(each) : each));
        expect(digestOf(other(([number, v]) => [number, v === 1 ? 2 : v - 1]))).not.toBe(digest);
        expect(digestOf(other(([number, v]) => [number === 0 ? 1 : number - 1, v]))).not.toBe(digest);
        expect(digestOf(versions.toSpliced(place, 1))).not.toBe(digest);
      }),
    );
  });

  test('of nothing is that of no bytes', () => {
    expect(digestOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

test('a number is read from an id as the facade makes it', () => {
  expect(numberIn('zik0zj-1')).toBe(1);
  expect(numberIn('zik0zj-2rw')).toBe(3596);
});
