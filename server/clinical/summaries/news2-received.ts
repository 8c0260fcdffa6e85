import { codingMatches } from '../code-systems.ts';
import { news2 } from '../catalogue/scores.ts';
import { measuredValue } from '../measured-value.ts';
import { roundTo } from '../rounding.ts';
import type { MeasuredContent, ObservationContent } from '../types.ts';
import { listOf, objectOf } from '../untrusted.ts';
import { news2SubScores } from './news2-codes.ts';
import { news2Parts, type News2Part, type OxygenScale } from './news2-score.ts';
import {
  breathingPoints,
  consciousnessPoints,
  news2Table,
  oxygenScale1,
  type News2Points,
} from './news2-table.ts';

/** Points as received; `fault` is why they cannot be read. */
type ReceivedPoints = { points: News2Points } | { fault: string };
export type ReceivedSubScore = { part: News2Part } & ReceivedPoints;

/**
 * A received total's own parts. `disagrees`: the total cannot be the sum of its sub-scores. `not-checked`: sub-scores are missing, and those
 * that are there could give the total.
 */
export interface ReceivedNews2 {
  /** Those that were sent, in the chart's order. */
  subScores: ReceivedSubScore[];
  /** By the code of the saturation's sub-score; absent: not said. */
  scale?: OxygenScale;
  /** Of all seven; absent: not all were received. */
  sum?: number;
  agreement: 'agrees' | 'disagrees' | 'not-checked';
}

/** What each part can give by the Royal College's table. */
const possible: Readonly<Record<News2Part, readonly News2Points[]>> = {
  'respiratory-rate': pointsOf(news2Table['respiratory-rate']),
  'oxygen-saturation': pointsOf(oxygenScale1),
  breathing: Object.values(breathingPoints),
  systolic: pointsOf(news2Table.systolic),
  'heart-rate': pointsOf(news2Table['heart-rate']),
  consciousness: Object.values(consciousnessPoints),
  'body-temperature': pointsOf(news2Table['body-temperature']),
};

function pointsOf(rows: readonly { points: News2Points }[]): News2Points[] {
  return rows.map(({ points }) => points);
}

/**
 * Reads the sub-scores of a NEWS2 by their codes. They are shown as received: nothing is filled in or put right. Never throws.
 * @param total the received total
 */
export function receivedNews2(observation: ObservationContent, total: number): ReceivedNews2 {
  const sent = listOf(observation.component).flatMap((component) => {
    const codings = listOf(objectOf(component.code)?.coding);
    const known = news2SubScores.find(({ code }) => codings.some((each) => codingMatches(each, code)));
    return known ? [{ ...known, ...readPoints(known.part, component) }] : [];
  });
  const subScores: ReceivedSubScore[] = [];
  let scale: OxygenScale | undefined;
  for (const part of news2Parts) {
    const ofPart = sent.filter((each) => each.part === part);
    // The scale that was not used may be sent empty beside the one that was.
    const told = ofPart.filter((each) => !isEmpty(each));
    const [first] = told.length > 0 ? told : ofPart;
    if (!first) continue;
    if (told.length > 1) subScores.push({ part, fault: 'several-values' });
    else {
      subScores.push('points' in first ? { part, points: first.points } : { part, fault: first.fault });
      if (told.length === 1) scale = first.scale ?? scale;
    }
  }
  return { subScores, ...(scale && { scale }), ...compare(subScores, roundTo(total, 0)) };
}

function isEmpty(received: ReceivedPoints): boolean {
  return 'fault' in received && ['data-absent', 'missing-value'].includes(received.fault);
}

function readPoints(part: News2Part, component: MeasuredContent): ReceivedPoints {
  const { value, comparator, comparatorUnknown, fault } = measuredValue(news2, news2.parts[0], component);
  if (fault) return { fault };
  if (comparator || comparatorUnknown) return { fault: 'comparator-uncertain' };
  const points = possible[part].find((each) => each === value);
  return points === undefined ? { fault: 'impossible' } : { points };
}

/** The total against the least and the most that its sub-scores can give: an unknown one can be any that its part has. */
function compare(
  subScores: readonly ReceivedSubScore[],
  total: number,
): Pick<ReceivedNews2, 'sum' | 'agreement'> {
  let [least, most] = [0, 0];
  for (const part of news2Parts) {
    const found = subScores.find((each) => each.part === part);
    const points = found && 'points' in found ? [found.points] : possible[part];
    least += Math.min(...points);
    most += Math.max(...points);
  }
  const complete = news2Parts.every((part) =>
    subScores.some((each) => each.part === part && 'points' in each),
  );
  if (total < least || total > most) return { ...(complete && { sum: least }), agreement: 'disagrees' };
  return complete ? { sum: least, agreement: 'agrees' } : { agreement: 'not-checked' };
}
