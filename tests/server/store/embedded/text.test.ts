import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../../server/store/embedded/bytes.ts';
import { KnownTemplates } from '../../../../server/store/embedded/known-templates.ts';
import { fillTemplate, hole, splitText } from '../../../../server/store/embedded/template.ts';
import { decodeVariables, encodeVariables, type Told } from '../../../../server/store/embedded/variables.ts';
import { bloodPressure, heartRate, newPerson } from '../../../support/observation-builders.ts';

const person = newPerson();

const told = (effective: number, span: number, values: (number | null)[] = [70]): Told => ({
  effective,
  effectiveTo: effective + span,
  precision: 'instant',
  values,
});

function passed(variables: string[], about: Told): { back: string[]; bytes: number } {
  const writer = new ByteWriter();
  encodeVariables(writer, variables, about);
  const back = decodeVariables(new ByteReader(writer.slice()), about, writer.length);
  return { back, bytes: writer.length };
}

describe('text and its template', () => {
  test('any JSON is put together again as it was', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (one, other) => {
        const text = `{"id":${one},"identifier":${other},"component":[${one},{"valueQuantity":${other}}],"note":${one}}`;
        const compact = JSON.stringify(JSON.parse(text));
        const { template, variables } = splitText(compact);
        expect(fillTemplate(template, variables)).toBe(compact);
      }),
      { numRuns: 2000 },
    );
  });

  test('along a template met before: as taken apart alone, whatever came before', () => {
    const scalar = fc.oneof(
      fc.constantFrom<unknown>('', '"', '\\', 'a"},"note":[{"text":"b', null, true, 0, -1.5, 7, 1e21),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    const observation = fc.oneof(
      fc.record({
        id: scalar,
        valueQuantity: fc.record({ value: scalar, unit: fc.constantFrom('kg', 'g') }),
      }),
      fc.record({
        identifier: fc.array(fc.record({ system: fc.constant('s'), value: scalar }), { maxLength: 2 }),
        effectiveDateTime: scalar,
      }),
      fc.record({
        component: fc.array(fc.record({ valueQuantity: fc.record({ value: scalar }) }), { maxLength: 2 }),
      }),
      fc.record({
        note: fc.array(fc.record({ time: scalar, text: scalar }), { maxLength: 2 }),
        status: scalar,
      }),
    );
    let along = 0;
    fc.assert(
      fc.property(fc.array(observation, { minLength: 2, maxLength: 8 }), (observations) => {
        const templates = new KnownTemplates();
        const met = new Set<string>();
        for (const text of observations.map((each) => JSON.stringify(each))) {
          const alone = splitText(text);
          expect(templates.split(text)).toEqual(alone);
          if (met.has(alone.template)) along++;
          met.add(alone.template);
        }
      }),
      { numRuns: 3000 },
    );
    expect(along).toBeGreaterThan(100);
  });

  test('more kinds than are tried', () => {
    const templates = new KnownTemplates();
    for (let kind = 0; kind < 40; kind++) {
      const text = JSON.stringify({ status: `s${kind % 20}`, issued: `i${kind}` });
      expect(templates.split(text)).toEqual(splitText(text));
    }
  });

  test('measurements of one kind have one template', () => {
    const texts = [
      bloodPressure(person, '2026-03-01T08:00:00Z', 134, 80, { id: 'a', issued: '2026-03-01T08:00:09Z' }),
      bloodPressure(person, '2026-03-02T09:10:11Z', 120, 76, { id: 'b', issued: '2026-03-02T09:10:20Z' }),
    ].map((each) => splitText(JSON.stringify(each)));
    expect(new Set(texts.map(({ template }) => template)).size).toBe(1);
    expect(texts[1]?.variables).toEqual(
      expect.arrayContaining(['b', '2026-03-02T09:10:11Z', '2026-03-02T09:10:20Z', '120', '76']),
    );
  });

  test('what may not vary in silence belongs to the template: code, unit, performer, ranges', () => {
    const { variables } = splitText(
      JSON.stringify(
        heartRate(person, '2026-03-01T08:00:00Z', 70, {
          performer: [{ display: 'Kari' }],
          referenceRange: [{ low: { value: 50 } }],
        }),
      ),
    );
    expect(variables).toHaveLength(3);
    expect(variables).not.toContain('50');
  });

  test('a text with very many places has most of them in the template', () => {
    const note = Array.from({ length: 5000 }, (_, n) => ({ text: String(n) }));
    const text = JSON.stringify(heartRate(person, '2026-03-01T08:00:00Z', 70, { note }));
    const { template, variables } = splitText(text);
    expect(variables).toHaveLength(1000);
    expect(template.split(hole)).toHaveLength(1001);
    expect(fillTemplate(template, variables)).toBe(text);
  });
});

describe('variables as bytes', () => {
  const noon = Date.parse('2026-03-01T12:00:00Z');

  test('any texts come back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 400 }),
            fc.uuid(),
            fc.uuid().map((text) => text.toUpperCase()),
            fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
            fc.double().map(String),
            fc.constantFrom(
              '70',
              '70',
              '70.0',
              '-0',
              '0',
              'null',
              '2026-03-01',
              '2026-03-01T13:00:00+01:00',
              '',
            ),
          ),
          { maxLength: 6 },
        ),
        fc.record({
          effective: fc.constantFrom(noon, Date.parse('2026-02-28T23:00:00Z'), 0, -1),
          span: fc.constantFrom(1, 1000, 86_400_000),
          precision: fc.constantFrom('instant' as const, 'day' as const, 'period' as const),
          values: fc.array(fc.oneof(fc.constant(null), fc.double(), fc.constant(70)), { maxLength: 2 }),
        }),
        (variables, { effective, span, precision, values }) => {
          const about = { effective, effectiveTo: effective + span, precision, values };
          expect(passed(variables, about).back).toEqual(variables);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['2026-03-01T12:00:00Z', 1000, 1],
    ['2026-03-01T13:00:00+01:00', 1000, 1],
    ['2026-03-01T14:00:00+02:00', 1000, 1],
    ['2026-03-01T17:45:00+05:45', 1000, 2],
    ['2026-03-01T02:30:00-09:30', 1000, 2],
    ['2026-03-01T13:00:00.000+01:00', 1, 1],
    ['2026-03-01T12:00:00.000Z', 1, 1],
  ])('%s is told by the point: with a span of %i in %i bytes', (text, span, bytes) => {
    expect(passed([text], told(noon, span))).toEqual({ back: [text], bytes });
  });

  test.each([
    ['a fraction where the point has none', '2026-03-01T12:00:00.000Z', 1000],
    ['another number of digits', '2026-03-01T12:00:00.00Z', 1],
    ['another instant', '2026-03-01T12:00:01Z', 1000],
    ['an offset of odd minutes', '2026-03-01T12:07:00+00:07', 1000],
    ['UTC as an offset', '2026-03-01T12:00:00-00:00', 1000],
    ['a second later', '2026-03-01T11:59:60Z', 1000],
  ])('%s is kept as it was sent', (_, text, span) => {
    expect(passed([text], told(noon, span)).back).toEqual([text]);
  });

  test('a uuid takes 17 bytes, a value that the point tells one', () => {
    const uuid = '0b5a3f0e-98a1-4d6c-8f6e-0a9f7c1d2e3f';
    expect(passed([uuid, '70'], told(noon, 1000))).toEqual({ back: [uuid, '70'], bytes: 17 + 1 });
    expect(passed(['49000'], told(noon, 1000, [49]))).toEqual({ back: ['49000'], bytes: 1 + 5 });
  });

  test.each([
    [['2026-03-01T12:00:00Z', '70'], [70], 1],
    [['2026-03-01T13:00:00+01:00', '134', '80'], [134, 80], 1],
    [['134', '80'], [134, 80], 1],
    [['80', '134'], [134, 80], 2],
    [['2026-03-01T17:45:00+05:45', '134', '80'], [134, 80], 3],
    [['2026-03-01T12:00:00Z', '134'], [134, 80], 2],
    [['2026-03-01T12:00:00Z', '134', '81'], [134, 80], 1 + 1 + 3],
    [['134', '134'], [134, 134], 1],
    [['134', '2026-03-01T12:00:00Z', '134'], [134, null], 3],
    [['2026-03-01T12:00:00Z'], [], 1],
    [[], [70], 0],
  ])('%j of values %j takes %i bytes: the time and all values after it are one', (texts, values, bytes) => {
    expect(passed(texts, told(noon, 1000, values))).toEqual({ back: texts, bytes });
  });
});
