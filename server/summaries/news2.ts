import { news2 } from '../clinical/catalogue/scores.ts';
import { oxygenScales, scaleDecisions, type ScaleDecision } from '../clinical/orders/news2-scale.ts';
import { computedNews2, type ComputedNews2 } from '../clinical/summaries/news2-computed.ts';
import { receivedNews2, type ReceivedSubScore } from '../clinical/summaries/news2-received.ts';
import { news2Parts, news2Source, type OxygenScale } from '../clinical/summaries/news2-score.ts';
import { exactReadings, type Exact, type Excluded } from '../clinical/summaries/reading.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { parseChoice } from '../fhir/parameters.ts';
import { orderReference } from '../observation/additions.ts';
import { readContents, readMeasurements } from './measurements.ts';
import { news2Measurements } from './news2-measurements.ts';
import * as parts from './parts.ts';
import { scaleOrderParts } from './scale-order-parts.ts';
import type { Summary } from './summary.ts';

/** A total at a time, as it is told. */
interface Step {
  effective: number;
  parts: parts.Parts;
}

/** A time at which nothing could be computed for want of a scale. */
interface Undecided {
  effective: number;
  decision: Extract<ScaleDecision, { kind: 'undecided' }>;
}

/** Observation/$news2. Answers as its OperationDefinition says. */
export const news2Summary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['scale'], strict);
  const scale = parseChoice(given, 'scale', ['1', '2']);
  const found = await readMeasurements(reader, news2, ['value'], question.period);
  const { exact, excluded } = exactReadings(found.readings);
  const contents = new Map<string, fhir4.Observation>();
  for await (const { reference, content } of readContents(reader, news2.code.code ?? '', question.period)) {
    contents.set(reference, content);
  }
  const received = exact.map((total) => receivedStep(total, contents.get(total.reference)));
  const leftOut: Excluded[] = [...excluded];
  const asked = scale === undefined ? undefined : (Number(scale) as OxygenScale);
  const decide = scaleDecisions(reader.orders, asked);
  const computed: ComputedNews2[] = [];
  const undecided: Undecided[] = [];
  const decisions = [decide(Math.min(now, (question.period.to ?? Infinity) - 1))];
  if (asked !== undefined || reader.orders.some(({ news2Scale }) => news2Scale !== undefined)) {
    const { measurements, excluded: others } = await news2Measurements(reader, question.period);
    leftOut.push(...others);
    const judged = measurements.consciousness.map((each) => ({ each, decision: decide(each.effective) }));
    decisions.push(...judged.map(({ decision }) => decision));
    for (const one of oxygenScales) {
      const consciousness = judged.flatMap(({ each, decision }) =>
        decision.kind === 'decided' && decision.scale === one ? [each] : [],
      );
      computed.push(...computedNews2({ ...measurements, consciousness }, one));
    }
    for (const { each, decision } of judged) {
      if (decision.kind === 'undecided') undecided.push({ effective: each.effective, decision });
    }
  }
  const steps = [...received, ...computed.flatMap((score) => computedStep(score, decide))].sort(
    (a, b) => a.effective - b.effective,
  );
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...parts.text('source', news2Source),
      ...parts.integer('scale', asked),
      ...scaleOrderParts(decisions.flatMap(({ orders }) => orders)),
      ...steps.flatMap((step) => parts.group('step', step.parts)),
      ...computed.flatMap(notComputed),
      ...undecided.flatMap(notDecided),
      ...parts.excludedParts(leftOut),
    ],
  };
};

function receivedStep(total: Exact<'value'>, content: fhir4.Observation | undefined): Step {
  const { subScores, scale, sum, agreement } = receivedNews2(content ?? {}, total.values.value);
  return {
    effective: total.effective,
    parts: [
      ...parts.code('origin', 'received'),
      ...parts.when('time', total),
      ...parts.decimal('total', total.values.value, 0),
      ...parts.integer('scale', scale),
      ...subScores.flatMap(subScoreParts),
      ...parts.code('agreement', agreement),
      ...parts.integer('sum', sum),
      ...parts.reference('used', total.reference),
    ],
  };
}

function computedStep(score: ComputedNews2, decide: ReturnType<typeof scaleDecisions>): Step[] {
  if (score.kind === 'not-scored') return [];
  const { effective, judged, total, points, band, scale, used } = score;
  const decision = decide(judged);
  const subScores = news2Parts.map((part): ReceivedSubScore => ({ part, points: points[part] }));
  return [
    {
      effective,
      parts: [
        ...parts.code('origin', 'computed'),
        ...parts.when('time', { effective, dateOnly: false }),
        ...parts.decimal('total', total, 0),
        ...parts.integer('scale', scale),
        ...(decision.kind === 'decided' ? parts.code('scaleOrigin', decision.origin) : []),
        ...decision.orders.flatMap((order) => parts.reference('scaleOrder', orderReference(order))),
        ...subScores.flatMap(subScoreParts),
        ...parts.code('band', band),
        ...used.flatMap((reference) => parts.reference('used', reference)),
      ],
    },
  ];
}

function subScoreParts(subScore: ReceivedSubScore): parts.Parts {
  return parts.group('subScore', [
    ...parts.code('part', subScore.part),
    ...('points' in subScore
      ? parts.integer('points', subScore.points)
      : parts.code('unread', subScore.fault)),
  ]);
}

function notDecided({ effective, decision }: Undecided): parts.Parts {
  return parts.group('notComputed', [
    ...parts.when('time', { effective, dateOnly: false }),
    ...parts.truth('apart', false),
    ...parts.code('scale', decision.reason),
    ...decision.orders.flatMap((order) => parts.reference('scaleOrder', orderReference(order))),
  ]);
}

function notComputed(score: ComputedNews2): parts.Parts {
  if (score.kind === 'scored') return [];
  return parts.group('notComputed', [
    ...parts.when('time', { effective: score.effective, dateOnly: false }),
    ...score.missing.flatMap((part) => parts.code('missing', part)),
    ...parts.truth('apart', score.apart),
  ]);
}
