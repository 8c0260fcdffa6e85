import { describe, expect, test } from 'vitest';
import { bodyWeight } from '#clinical/catalogue/body-measures.ts';
import { previewOf, type ReadingJudged } from '#clinical/orders/preview.ts';
import type { ExceededChange } from '#clinical/summaries/exceeded-changes.ts';
import { decodePreview } from '../../../app/orders/preview.ts';
import type { ReaderGrant } from '../../../server/access/grant.ts';
import { previewParameters } from '../../../server/orders/preview-parameters.ts';
import { weighing } from '../../clinical/summaries/readings.ts';

const before = weighing('2026-03-08T07:00:00+01:00', 80);
const change: ExceededChange = {
  part: 'body-weight',
  rule: { direction: 'rise', by: 2, days: 3, level: 'yellow', origin: 'order', source: 'Satt' },
  before,
  change: 2.1,
};
const reading: ReadingJudged = {
  reference: 'Observation/x-1',
  effective: Date.parse('2026-03-10T07:00:00+01:00'),
  dateOnly: false,
  values: [{ value: 82.1, improbable: false, proposed: 'H', today: undefined, heldBack: { proposed: true } }],
  changes: { proposed: [change] },
};

const answer = () => {
  const preview = previewOf(['body-weight'], [reading]);
  const period = { from: 0, to: Date.parse('2026-03-10T09:00:00+01:00'), lastReceived: undefined };
  const { parameter = [] } = previewParameters(
    { patient: '4711' } as ReaderGrant,
    bodyWeight,
    preview,
    period,
  );
  return parameter;
};

describe('what the facade answers', () => {
  test('is read whole: counts, why, and each measurement with what it is compared with', () => {
    expect(decodePreview(answer())).toMatchObject({
      count: 1,
      proposed: { red: 0, yellow: 1, normal: 0, notAssessed: 0 },
      reasons: {
        proposed: { byValue: 1, byChange: 1, heldBack: 1, counting: 1 },
        today: { byValue: 0, byChange: 0, heldBack: 0, counting: 0 },
      },
      flaggedCount: 1,
      flagged: [
        {
          values: [{ value: 82.1, proposed: 'H', today: 'not-assessed', heldBack: ['proposed'] }],
          changes: [
            {
              side: 'proposed',
              level: 'yellow',
              unit: 'kg',
              change: 2.1,
              before: { value: 80, when: { instant: before.effective, dateOnly: false } },
            },
          ],
        },
      ],
    });
  });

  test.each(['proposedReasons', 'todayReasons', 'count', 'proposed', 'flaggedCount'])(
    'without %s it is refused whole',
    (name) => {
      expect(() => decodePreview(answer().filter((each) => each.name !== name))).toThrow(name);
    },
  );
});
