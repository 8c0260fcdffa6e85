import type { OrderVersion } from '#clinical/orders/order.ts';
import { encodeJudgement } from '../../../server/store/judgement.ts';
import type { TrendPoint } from '../../../server/store/national-store.ts';
import type { ReadableStore } from '../../../server/reading/watched-store.ts';
import { summaryParameters } from '../../../server/summaries/parts.ts';
import type { Summary } from '../../../server/summaries/summary.ts';

const grant = {
  patient: 'p1',
  person: 'person',
  readerOrganization: '999999999',
  sessionId: 's1',
};

/** A measurement in memory: time, values in the order of the parts. */
export interface Point {
  time: string;
  values: (number | null)[];
  more?: Partial<Pick<TrendPoint, 'dateOnly' | 'aside'>> & { improbable?: true };
}

/** What the facade's own summary answers over these measurements and one that is withdrawn: only the reading from a database is left out. */
export async function answerOf(
  summary: Summary,
  question: Record<string, string>,
  points: readonly Point[],
  {
    now = '2026-06-20T12:00:00Z',
    withdrawn = [] as string[],
    patient = 'p1',
    orders = [] as OrderVersion[],
  } = {},
): Promise<fhir4.Parameters> {
  const stored = points.map(
    ({ time, values, more: { improbable = false, ...more } = {} }, index): TrendPoint => ({
      number: index + 1,
      version: 1,
      effective: Date.parse(time),
      dateOnly: false,
      values,
      judgements: values.map((value) => (value === null ? null : encodeJudgement({ improbable }))),
      context: 1,
      aside: null,
      ...more,
    }),
  );
  const store = {
    trend: (_: string, { period }: { period: { from?: number; to?: number } }) => {
      const { from = -Infinity, to = Infinity } = period;
      const within = stored.filter(({ effective }) => effective >= from && effective < to);
      return Promise.resolve({
        person: 'k',
        trends: [{ code: 'any', points: within }],
        contexts: new Map([[1, { status: 'final', source: 'x', limits: [] }]]),
      });
    },
    search: () =>
      Promise.resolve({
        observations: withdrawn.map((time, index) => ({
          id: `k-w${index}`,
          text: `"effectiveDateTime":"${time}"}`,
        })),
      }),
  } as unknown as ReadableStore;
  const reader = { grant: { ...grant, patient }, store, orders } as unknown as Parameters<Summary>[0];
  const asOf = Date.parse(now);
  const answer = await summary(reader, new URLSearchParams(question), { strict: true, now: asOf });
  return summaryParameters(reader.grant, answer.question, { asOf }, answer.parts);
}
