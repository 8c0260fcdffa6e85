import { describe, expect, test } from 'vitest';
import type { VitalSign } from '../../../server/clinical/types.ts';
import { vitalSignByCode } from '../../../server/clinical/vital-signs.ts';
import { noteParameters } from '../../../server/trend/note-parameters.ts';

const pulse = vitalSignByCode(undefined, '8867-4') as VitalSign;

function told(note: unknown, members: object = {}) {
  const observation = { resourceType: 'Observation', note, ...members } as never;
  return noteParameters(pulse, { number: 37, observation }, 'k3f9').map(({ part = [] }) =>
    Object.fromEntries(part.map(({ name, ...value }) => [name, Object.values(value)[0] as unknown])),
  );
}

describe('notes', () => {
  const long = `${'å'.repeat(20_000)}\n<script>alert(1)</script>`;
  test.each<[string, unknown, object[]]>([
    ['whole, as sent', [{ text: long }], [{ text: long }]],
    [
      'several of one measurement, in their order',
      [{ text: 'b' }, { text: 'a' }],
      [{ text: 'b' }, { text: 'a' }],
    ],
    [
      'who wrote it and when',
      [{ text: 'a', authorString: 'Kari', time: '2026-06-03' }],
      [{ text: 'a', author: 'Kari', written: '2026-06-03' }],
    ],
    [
      'an author who is referred to, by name',
      [{ text: 'a', authorReference: { display: 'Kari' } }],
      [{ text: 'a', author: 'Kari' }],
    ],
    ['without a text there is nothing to tell', [{ text: ' \n' }, {}, null, 'x', { text: 4 }], []],
    ['no list', 'x', []],
    ['none', undefined, []],
  ])('%s', (_, note, expected) => {
    expect(told(note)).toEqual(
      expected.map((each) => ({
        code: expect.objectContaining({ code: '8867-4' }),
        reference: { reference: 'Observation/k3f9-11' },
        ...each,
      })),
    );
  });

  test('stand at the time of their measurement', () => {
    expect(told([{ text: 'a' }], { effectiveDateTime: '2026-06-03T07:05:00+02:00' })).toMatchObject([
      { time: '2026-06-03T05:05:00.000Z' },
    ]);
    expect(told([{ text: 'a' }], { effectiveDateTime: '' })[0]).not.toHaveProperty('time');
  });
});
