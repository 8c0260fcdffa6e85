import type { AssessedPart, Assessment } from '../clinical/assess.ts';
import type { EffectiveTime } from '../store/deliverable.ts';

/** What of a measurement is not drawn: it is listed with the reason, never hidden. */
export interface Aside {
  /** Place among the vital sign's parts; absent: the measurement as a whole. */
  part?: number;
  reason: string;
  /** As sent; shortened with … since it is kept in an index. The Observation has all of it. */
  text: string;
  detail?: string;
  /** As sent, when it says only a month or a year. Of an unknown time there is nothing to say. */
  time?: string;
}

const longestText = 120;

/** Why a value is kept off the line; undefined when it can be drawn. */
export function asideReason(
  { value, plausibility, judgement }: AssessedPart,
  effective: EffectiveTime,
): string | undefined {
  if (plausibility.level === 'impossible') return 'impossible';
  if (value === undefined) return judgement.kind === 'not-assessed' ? judgement.reason : 'missing-value';
  if (effective.precision === 'unknown') return 'time-missing';
  return isImprecise(effective) ? 'time-imprecise' : undefined;
}

/** @param sentTime effectiveDateTime */
export function setAside(
  { vitalSign, parts, text }: Assessment,
  effective: EffectiveTime,
  sentTime: string | undefined,
): Aside[] {
  const time = isImprecise(effective) && sentTime ? { time: sentTime } : {};
  if (vitalSign?.valueKind === 'concept') return [{ reason: 'concept', text: shorten(text ?? ''), ...time }];
  return parts.flatMap((part, index): Aside[] => {
    const reason = asideReason(part, effective);
    const detail = part.plausibility.reason;
    if (!reason) return [];
    return [{ part: index, reason, text: shorten(part.text), ...(detail && { detail }), ...time }];
  });
}

function isImprecise({ precision }: EffectiveTime): boolean {
  return precision === 'month' || precision === 'year';
}

function shorten(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\s]+/gu, ' ')];
  return characters.length > longestText
    ? `${characters.slice(0, longestText - 1).join('')}…`
    : characters.join('');
}
