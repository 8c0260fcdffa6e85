import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { en } from '../../../app/language/en.ts';
import { nb } from '../../../app/language/nb.ts';
import { nn } from '../../../app/language/nn.ts';

/** `path → sort of word` of every leaf. */
function leaves(words: object, path = ''): [string, unknown][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? leaves(value, `${path}${key}.`)
      : [[path + key, value] as [string, unknown]],
  );
}

const languages = { nb, nn, en };
/** Words that may be empty in a language. */
const mayBeEmpty = ['time.at'];

describe.each(Object.entries(languages))('%s', (_, words) => {
  test('has exactly the words of bokmål', () => {
    const shape = (each: object) => leaves(each).map(([path, value]) => `${path} ${typeof value}`);
    expect(shape(words)).toEqual(shape(nb));
  });

  test('has no empty word and no undefined in a sentence', () => {
    for (const [path, value] of leaves(words)) {
      const told =
        typeof value === 'function'
          ? String((value as (...each: unknown[]) => string)('3', '4', '5'))
          : String(value);
      if (!mayBeEmpty.includes(path)) expect(told.trim(), path).not.toBe('');
      expect(told, path).not.toMatch(/undefined|\[object/);
    }
  });

  test('names every vital sign of the catalogue', () => {
    expect(Object.keys(words.signs).sort()).toEqual(vitalSigns.map(({ key }) => key).sort());
  });

  test('each stop has words of its own', () => {
    const titles = Object.values(words.failures).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const bodies = Object.values(words.failures).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  test('makes no diagnosis', () => {
    const all = leaves(words)
      .map(([, value]) => String(value))
      .join(' ');
    expect(all).not.toMatch(/diagnos|hypertensjon|hypertension|hjertesvikt|heart failure/i);
  });
});

test('a time that is not known is told in every language', () => {
  expect([nb, nn, en].map(({ timeUnknown }) => timeUnknown)).toEqual([
    'tid ukjent',
    'ukjend tid',
    'time unknown',
  ]);
});

test('nynorsk is not bokmål', () => {
  const same = leaves(nn.failures).filter(([path, value]) =>
    leaves(nb.failures).some(([p, v]) => p === path && v === value),
  );
  expect(same).toEqual([]);
});
