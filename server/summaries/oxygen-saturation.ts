import { oxygenSaturation } from '../clinical/catalogue/cardiorespiratory.ts';
import { ruleAt } from '../clinical/orders/rule-at.ts';
import { breathingOf } from '../clinical/summaries/news2-measured.ts';
import { oxygenAgainstBaseline } from '../clinical/summaries/oxygen-baseline.ts';
import { exactReadings } from '../clinical/summaries/reading.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { parseNumber } from '../fhir/parameters.ts';
import type { Interval } from '../store/national-store.ts';
import { readContents, readMeasurements, type SummaryReader } from './measurements.ts';
import { namedParts } from './named-reading.ts';
import * as parts from './parts.ts';
import type { Summary } from './summary.ts';
import { targetParts } from './target-parts.ts';

const printed = { unit: '%', decimals: 0 };

/** Observation/$oxygen-saturation-summary. Answers as its OperationDefinition says. */
export const oxygenSaturationSummary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['baseline'], strict);
  const baseline = parseNumber(given, 'baseline', { low: 1, high: 100 });
  const found = await readMeasurements(reader, oxygenSaturation, ['value'], question.period);
  const { exact, excluded } = exactReadings(found.readings);
  const compared = oxygenAgainstBaseline(exact, baseline);
  const { latest } = compared;
  const code = oxygenSaturation.code.code ?? '';
  const inForce = ruleAt(reader.orders, code, 'oxygen-saturation', latest?.effective ?? now);
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...namedParts('latest', latest, '%', 0),
      ...targetParts(inForce, printed, { latest: latest?.values.value }),
      ...(compared.kind === 'compared'
        ? [
            ...parts.group('baseline', [
              ...parts.quantity('value', compared.baseline.value, '%', 0),
              ...parts.code('origin', compared.baseline.origin),
              ...parts.integer('count', compared.baseline.count),
              ...parts.integer('days', compared.baseline.days),
            ]),
            ...parts.integer('difference', compared.difference),
          ]
        : parts.code('notCompared', compared.reason)),
      ...breathingParts(
        await readBreathing(reader, question.period),
        exact.map(({ reference }) => reference),
      ),
      ...exact.flatMap(({ reference }) => parts.reference('used', reference)),
      ...parts.excludedParts(excluded),
    ],
  };
};

/** What was breathed, by reference, of the measurements that say so. */
async function readBreathing(
  reader: SummaryReader,
  period: Interval,
): Promise<Map<string, 'air' | 'oxygen'>> {
  const said = new Map<string, 'air' | 'oxygen'>();
  for await (const { reference, content } of readContents(reader, oxygenSaturation.code.code ?? '', period)) {
    const breathing = breathingOf(content);
    if (breathing) said.set(reference, breathing);
  }
  return said;
}

/** @param used in order of time */
function breathingParts(said: ReadonlyMap<string, 'air' | 'oxygen'>, used: readonly string[]): parts.Parts {
  const breathed = used.map((reference) => said.get(reference));
  const count = (breathing: 'air' | 'oxygen') => breathed.filter((each) => each === breathing).length;
  if (breathed.every((each) => each === undefined)) return [];
  return parts.group('breathing', [
    ...parts.code('latest', breathed.at(-1)),
    ...parts.integer('air', count('air')),
    ...parts.integer('oxygen', count('oxygen')),
  ]);
}
