import { ruleAt } from '../clinical/orders/rule-at.ts';
import { changeRules, changeWithin } from '../clinical/summaries/change-within.ts';
import { exactReadings, ofPart, whichOf } from '../clinical/summaries/reading.ts';
import type { Part, PartKey, VitalSign } from '../clinical/types.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { parseQuestion } from '../fhir/operation-question.ts';
import { missingParameter, parameterError, parseCodes } from '../fhir/parameters.ts';
import { unknownTime } from '../store/deliverable.ts';
import { changeParts } from './change-parts.ts';
import { longBefore, readMeasurements } from './measurements.ts';
import * as parts from './parts.ts';
import type { Summary } from './summary.ts';

const names = { by: 'by', before: 'before', change: 'change' };

/** Observation/$change-summary. Answers as its OperationDefinition says. */
export const changeSummary: Summary = async (reader, given, { strict, now }) => {
  const question = parseQuestion(given, ['code'], strict);
  const vitalSign = vitalSignOf(given);
  const keys = vitalSign.parts.map(({ key }) => key);
  const found = await readMeasurements(reader, vitalSign, keys, longBefore(question.period));
  const read = exactReadings<PartKey>(found.readings);
  const exact = read.exact.filter(({ effective }) => effective !== unknownTime);
  const untimed = read.exact.filter(({ effective }) => effective === unknownTime).map(whichOf);
  const latest = exact.at(-1)?.effective ?? now;
  const used = new Set<string>();
  const changes = vitalSign.parts.flatMap((part) => {
    const readings = ofPart(exact, part.key);
    const inForce = ruleAt(reader.orders, vitalSign.code.code ?? '', part.key, latest);
    return changeRules(inForce).flatMap((rule) => {
      const compared = changeWithin(readings, rule, part.decimals);
      for (const each of [compared.before, compared.latest]) if (each) used.add(each.reference);
      const printed = { unit: part.unit ?? '1', decimals: part.decimals };
      return parts.group('change', [
        ...partCoding(part),
        ...parts.code('direction', rule.direction),
        ...changeParts(compared, names, printed),
      ]);
    });
  });
  return {
    question,
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    parts: [
      ...changes,
      ...[...used].flatMap((reference) => parts.reference('used', reference)),
      ...parts.excludedParts([
        ...read.excluded,
        ...untimed.map((each) => ({ ...each, reason: 'time-of-day-unknown' })),
      ]),
    ],
  };
};

function vitalSignOf(given: URLSearchParams): VitalSign {
  const asked = given.getAll('code');
  if (asked.length === 0) throw missingParameter('code');
  const [first, ...others] = parseCodes('code', asked);
  const found = first && vitalSignByCode(first.system, first.code);
  if (!found || others.length > 0 || found.parts.length === 0) {
    throw parameterError('code', 'must be one code of a vital sign with values in the catalogue');
  }
  return found;
}

function partCoding({ code: { system, code, display } }: Part): parts.Parts {
  const valueCoding = { ...(system && { system }), ...(code && { code }), ...(display && { display }) };
  return [{ name: 'part', valueCoding }];
}
