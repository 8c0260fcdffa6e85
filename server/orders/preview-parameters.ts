import type { ReaderGrant } from '../access/grant.ts';
import {
  sides,
  type FlagCounts,
  type OrderPreview,
  type PartPreview,
  type ReadingJudged,
  type ReasonCounts,
  type Side,
  type ToneCounts,
} from '../clinical/orders/preview.ts';
import type { ExceededChange } from '../clinical/summaries/exceeded-changes.ts';
import type { Part, VitalSign } from '../clinical/types.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { unknownTime } from '../store/deliverable.ts';
import { namedParts } from '../summaries/named-reading.ts';
import * as parts from '../summaries/parts.ts';

/** As many flagged measurements are listed, the newest first; the numbers count all. */
export const mostListed = 500;

const toneNames = ['red', 'yellow', 'normal', 'notAssessed'] as const;
const reasonNames = ['byValue', 'byChange', 'heldBack', 'counting'] as const;
const flagNames = ['LL', 'L', 'N', 'H', 'HH', 'not-assessed'] as const;

/** @param period half-open, epoch milliseconds; its end is when the store was asked */
export function previewParameters(
  { patient }: ReaderGrant,
  vitalSign: VitalSign,
  preview: OrderPreview,
  { from, to, lastReceived }: { from: number; to: number; lastReceived: number | undefined },
): fhir4.Parameters {
  const listed = preview.flagged.slice(-mostListed).reverse();
  return {
    resourceType: 'Parameters',
    parameter: [
      ...parts.reference('patient', `Patient/${patient}`),
      { name: 'period', valuePeriod: { start: instant(from), end: instant(to) } },
      ...parts.instant('asOf', to),
      ...parts.instant('lastReceived', lastReceived),
      ...parts.integer('count', preview.count),
      ...toneParts('proposed', preview.proposed),
      ...toneParts('today', preview.today),
      ...reasonParts('proposedReasons', preview.reasons.proposed),
      ...reasonParts('todayReasons', preview.reasons.today),
      ...preview.parts.flatMap((each, index) => partParts(vitalSign.parts[index], each)),
      ...parts.integer('flaggedCount', preview.flagged.length),
      ...listed.flatMap((reading) => flaggedParts(vitalSign, reading)),
    ],
  };
}

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

const toneParts = (name: string, counts: ToneCounts): parts.Parts =>
  parts.group(
    name,
    toneNames.flatMap((tone) => parts.integer(tone, counts[tone])),
  );

const reasonParts = (name: string, counts: ReasonCounts): parts.Parts =>
  parts.group(
    name,
    reasonNames.flatMap((reason) => parts.integer(reason, counts[reason])),
  );

function partParts(part: Part | undefined, { proposed, today }: PartPreview): parts.Parts {
  return parts.group('part', [
    ...codeParts(part),
    ...flagParts('proposed', proposed),
    ...flagParts('today', today),
  ]);
}

const flagParts = (name: string, counts: FlagCounts): parts.Parts =>
  parts.group(
    name,
    flagNames.flatMap((flag) => parts.integer(flag, counts[flag])),
  );

function flaggedParts(
  vitalSign: VitalSign,
  { reference, effective, dateOnly, values, changes }: ReadingJudged,
) {
  return parts.group('flagged', [
    ...parts.reference('reference', reference),
    ...timeParts(effective, dateOnly),
    ...vitalSign.parts.flatMap((part, index): parts.Parts => {
      const found = values[index];
      if (!found) return [];
      const { value, comparator, improbable, proposed, today, heldBack } = found;
      return parts.group('value', [
        ...codeParts(part),
        ...parts.decimal('value', value, part.decimals),
        ...parts.code('comparator', comparator),
        ...parts.code('proposed', proposed ?? 'not-assessed'),
        ...parts.code('today', today ?? 'not-assessed'),
        ...(improbable ? parts.truth('improbable', true) : []),
        ...sides.flatMap((side) => (heldBack?.[side] ? parts.code('heldBack', side) : [])),
      ]);
    }),
    ...sides.flatMap((side) =>
      (changes?.[side] ?? []).flatMap((change) => changeParts(vitalSign, side, change)),
    ),
  ]);
}

function changeParts(
  vitalSign: VitalSign,
  side: Side,
  { part: key, rule, before, change }: ExceededChange,
): parts.Parts {
  const part = vitalSign.parts.find((each) => each.key === key);
  const { unit = '1', decimals = 0 } = part ?? {};
  return parts.group('change', [
    ...parts.code('side', side),
    ...codeParts(part),
    ...parts.code('level', rule.level),
    ...parts.code('direction', rule.direction),
    ...parts.quantity('by', rule.by, unit, decimals),
    ...parts.integer('days', rule.days),
    ...namedParts('before', before, unit, decimals),
    ...parts.quantity('change', change, unit, decimals),
  ]);
}

/** A day stays a day. */
function timeParts(effective: number, dateOnly: boolean): parts.Parts {
  if (effective === unknownTime) return [];
  return [{ name: 'time', valueDateTime: dateOnly ? osloDate(effective) : instant(effective) }];
}

function codeParts(part: Part | undefined): parts.Parts {
  const { system, code } = part?.code ?? {};
  return [{ name: 'code', valueCoding: { ...(system && { system }), ...(code && { code }) } }];
}
