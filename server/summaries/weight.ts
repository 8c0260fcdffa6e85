import { bodyWeight } from '../clinical/catalogue/body-measures.ts';
import { exactReadings } from '../clinical/summaries/reading.ts';
import { ruleAt } from '../clinical/orders/rule-at.ts';
import { changeRules, changeWithin } from '../clinical/summaries/change-within.ts';
import { aboveDryWeight, gainRules, sevenDayLine } from '../clinical/summaries/weight-change.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { parseNumber } from '../fhir/parameters.ts';
import { changeParts } from './change-parts.ts';
import { isWithin, longBefore, readMeasurements } from './measurements.ts';
import * as parts from './parts.ts';
import { namedParts } from './named-reading.ts';
import type { Summary } from './summary.ts';
import { targetParts } from './target-parts.ts';

const gain = { by: 'gainOver', before: 'lightest', change: 'gain' };
const loss = { by: 'lossOver', before: 'heaviest', change: 'loss' };
const printed = { unit: 'kg', decimals: 1 };

/** Observation/$weight-summary. Answers as its OperationDefinition says. */
export const weightSummary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['dryWeight'], strict);
  const dryWeight = parseNumber(given, 'dryWeight', { low: 1, high: 700, decimals: 1 });
  const found = await readMeasurements(reader, bodyWeight, ['value'], longBefore(question.period));
  const before = exactReadings(found.readings).exact;
  const { exact, excluded } = exactReadings(found.readings.filter(isWithin(question.period)));
  const latest = exact.at(-1);
  const inForce = ruleAt(reader.orders, bodyWeight.code.code ?? '', 'body-weight', latest?.effective ?? now);
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...namedParts('latest', latest, 'kg', 1),
      ...changeRules(inForce, gainRules).flatMap((rule) => {
        const compared = changeWithin(latest ? before : [], rule, 1);
        return rule.direction === 'rise'
          ? parts.group('change', changeParts(compared, gain, printed))
          : parts.group('fall', changeParts(compared, loss, printed, true));
      }),
      ...targetParts(inForce, printed, { latest: latest?.values.value }),
      ...(dryWeight === undefined
        ? []
        : parts.group('dryWeight', [
            ...parts.quantity('given', dryWeight, 'kg', 1),
            ...parts.quantity('above', latest && aboveDryWeight(latest, dryWeight), 'kg', 1),
          ])),
      ...sevenDayLine(exact).flatMap(({ day, mean, count }) =>
        parts.group('sevenDayMean', [
          ...parts.date('day', day),
          ...parts.quantity('mean', mean, 'kg', 1),
          ...parts.integer('count', count),
        ]),
      ),
      ...exact.flatMap(({ reference }) => parts.reference('used', reference)),
      ...parts.excludedParts(excluded),
    ],
  };
};
