import { isDoubtful, limitsForPart } from './limits-for-part.ts';
import { interpret } from './limits.ts';
import { measuredValue, valueText, type MeasuredValue, type ValueFault } from './measured-value.ts';
import { hasSingleParameterOfThree } from './news2.ts';
import { judgePlausibility, type PartValues, type Plausibility } from './plausibility.ts';
import type {
  Comparator,
  Interpretation,
  Limits,
  ObservationContent,
  Part,
  PartKey,
  VitalSign,
} from './types.ts';
import { listOf, objectOf } from './untrusted.ts';
import { findVitalSign } from './vital-signs.ts';

/** Why a value has no interpretation. None of these may be shown as normal. */
export type NotAssessedReason =
  ValueFault | 'cancelled' | 'impossible' | 'no-limit' | 'limit-not-understood' | 'comparator-uncertain';

export type Judgement =
  | { kind: 'assessed'; interpretation: Interpretation; limits: Limits }
  | { kind: 'not-assessed'; reason: NotAssessedReason; limits?: Limits };

/** One number of an observation and what is thought of it. */
export interface AssessedPart {
  part: Part;
  /** Where in `component` the value stands; absent when it is the observation's own, or was not sent. */
  component?: number;
  /** Canonical unit, unrounded. Absent when the value cannot be read. */
  value?: number;
  comparator?: Comparator;
  /** The value and unit as sent, for lists. */
  text: string;
  plausibility: Plausibility;
  judgement: Judgement;
}

export interface Assessment {
  /** Absent when the observation's code is not in the catalogue, or its codings contradict each other. */
  vitalSign?: VitalSign;
  /** True when the code was recognised only as a tolerated misprint. */
  alias: boolean;
  parts: AssessedPart[];
  /** The value as sent, of an observation that has no parts: a concept, or an unknown code. */
  text?: string;
}

/** A comparator means the true value lies past the number; plausibility is judged just there. */
function plausibilityValue({ value, comparator }: MeasuredValue): number | undefined {
  if (value === undefined || comparator === undefined || comparator.length > 1) return value;
  return comparator === '<' ? value - 1e-9 : value + 1e-9;
}

function judgeAll(
  vitalSign: VitalSign,
  measured: readonly (readonly [Part, MeasuredValue])[],
): Partial<Record<PartKey, Plausibility>> {
  const values: Partial<Record<PartKey, number>> = {};
  for (const [{ key }, each] of measured) {
    const value = plausibilityValue(each);
    if (value !== undefined) values[key] = value;
  }
  const exact = measured.every(([, each]) => each.comparator === undefined && !each.comparatorUnknown);
  if (exact) return judgePlausibility(vitalSign, values);
  const alone = Object.entries(values).map(([key, value]) =>
    judgePlausibility(vitalSign, { [key]: value } as PartValues),
  );
  return Object.assign({}, ...alone);
}

function notAssessed(reason: NotAssessedReason, limits?: Limits): Judgement {
  return { kind: 'not-assessed', reason, ...(limits && { limits }) };
}

/**
 * Judges one value that is neither impossible nor kept off the line for another reason.
 * @param individual limits of the order that holds when it was measured: they come after the measurement's own and before
 *   the general default
 */
export function judge(
  vitalSign: VitalSign,
  part: Part,
  measured: MeasuredValue,
  observation: ObservationContent,
  individual?: Limits,
): Judgement {
  if (measured.value === undefined) return notAssessed(measured.fault ?? 'missing-value');
  const { limits, doubts } = limitsForPart(vitalSign, part, measured, observation, individual);
  if (!limits) return notAssessed(doubts.length > 0 ? 'limit-not-understood' : 'no-limit');
  if (measured.comparatorUnknown) return notAssessed('comparator-uncertain', limits);
  const found = interpret(part, measured.value, measured.comparator, limits);
  if (!found) return notAssessed(measured.comparator ? 'comparator-uncertain' : 'no-limit', limits);
  if (found === 'N' && isDoubtful(part, measured, doubts)) return notAssessed('limit-not-understood', limits);
  const raised =
    found === 'N' && limits.origin === 'default' && hasSingleParameterOfThree(vitalSign, observation);
  return { kind: 'assessed', interpretation: raised ? 'H' : found, limits };
}

/** Not started or not completed (http://hl7.org/fhir/R4/valueset-observation-status.html): what stands there is no value. */
function cancelled(part: Part, { component, text }: MeasuredValue): AssessedPart {
  return {
    part,
    ...(component !== undefined && { component }),
    text,
    plausibility: { level: 'plausible' },
    judgement: notAssessed('cancelled'),
  };
}

/**
 * Assesses an Observation: which vital sign, its values in canonical units, their plausibility, and their
 * interpretation by the measurement's own reference ranges, else by a general default. The source's own
 * `interpretation` is not read. Impossible or unreadable values and those of a cancelled measurement are never interpreted,
 * and nothing is normal unless a limit that was understood says so. Never throws, whatever the content.
 */
export function assess(observation: ObservationContent): Assessment {
  const content = objectOf(observation) ?? {};
  const found = findVitalSign(listOf(objectOf(content.code)?.coding));
  if (!found) return { alias: false, parts: [], text: valueText(content) };
  const { vitalSign, alias } = found;
  if (vitalSign.parts.length === 0) return { vitalSign, alias, parts: [], text: valueText(content) };

  const measured = vitalSign.parts.map((part) => [part, measuredValue(vitalSign, part, content)] as const);
  if (content.status === 'cancelled') {
    return { vitalSign, alias, parts: measured.map(([part, each]) => cancelled(part, each)) };
  }
  const plausibilities = judgeAll(vitalSign, measured);
  const parts = measured.map(([part, each]): AssessedPart => {
    const plausibility = plausibilities[part.key] ?? { level: 'plausible' };
    const impossible = plausibility.level === 'impossible';
    return {
      part,
      ...(each.component !== undefined && { component: each.component }),
      ...(each.value !== undefined && { value: each.value }),
      ...(each.comparator && { comparator: each.comparator }),
      text: each.text,
      plausibility,
      judgement: impossible
        ? { kind: 'not-assessed', reason: 'impossible' }
        : judge(vitalSign, part, each, content),
    };
  });
  return { vitalSign, alias, parts };
}
