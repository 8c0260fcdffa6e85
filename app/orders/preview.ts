import type { Interpretation, Part, PartKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { parseWhen, type When } from '../fhir/date-time.ts';
import {
  group,
  groups,
  integer,
  namedReading,
  oneOf,
  quantity,
  references,
  required,
  type NamedReading,
  type Parts,
} from '../summaries/answer.ts';
import { named, text } from '../fhir/parameters.ts';

export interface Tones {
  red: number;
  yellow: number;
  normal: number;
  notAssessed: number;
}

/** Why measurements call for attention; one can be counted in several. */
export interface Reasons {
  byValue: number;
  byChange: number;
  heldBack: number;
  counting: number;
}

export type Side = 'proposed' | 'today';

export type PreviewFlag = Interpretation | 'not-assessed';

export interface PreviewValue {
  part: PartKey;
  decimals: number;
  unit: string;
  value: number;
  comparator: string;
  proposed: PreviewFlag;
  today: PreviewFlag;
  /** Where its yellow does not count yet. */
  heldBack: Side[];
}

/** A change limit that a measurement goes beyond. */
export interface PreviewChange {
  side: Side;
  level: 'yellow' | 'red';
  decimals: number;
  unit: string;
  /** Negative: down. */
  change: number;
  before: NamedReading;
}

/** A measurement that has a flag, as it would be or today. */
export interface PreviewReading {
  reference: string;
  /** Absent: the source does not know it. */
  when?: When;
  values: PreviewValue[];
  changes: PreviewChange[];
}

/** What ServiceRequest/$preview answers; every number is the facade's. */
export interface PreviewAnswer {
  from: When;
  count: number;
  proposed: Tones;
  today: Tones;
  reasons: Record<Side, Reasons>;
  flaggedCount: number;
  flagged: PreviewReading[];
}

const sides = ['proposed', 'today'] as const;
const flags = ['LL', 'L', 'N', 'H', 'HH', 'not-assessed'] as const;
const catalogue = vitalSigns.flatMap(({ parts }) => parts);

/** @throws FhirError for an answer that lacks what it must have */
export function decodePreview(parts: Parts): PreviewAnswer {
  return {
    from: required(parseWhen(named(parts, 'period')?.valuePeriod?.start), 'period.start'),
    count: required(integer(parts, 'count'), 'count'),
    proposed: decodeTones(parts, 'proposed'),
    today: decodeTones(parts, 'today'),
    reasons: {
      proposed: decodeReasons(parts, 'proposedReasons'),
      today: decodeReasons(parts, 'todayReasons'),
    },
    flaggedCount: required(integer(parts, 'flaggedCount'), 'flaggedCount'),
    flagged: groups(parts, 'flagged').map(decodeReading),
  };
}

function decodeTones(parts: Parts, name: string): Tones {
  const tones = required(group(parts, name), name);
  const count = (tone: string) => required(integer(tones, tone), `${name}.${tone}`);
  return {
    red: count('red'),
    yellow: count('yellow'),
    normal: count('normal'),
    notAssessed: count('notAssessed'),
  };
}

function decodeReasons(parts: Parts, name: string): Reasons {
  const reasons = required(group(parts, name), name);
  const count = (reason: string) => required(integer(reasons, reason), `${name}.${reason}`);
  return {
    byValue: count('byValue'),
    byChange: count('byChange'),
    heldBack: count('heldBack'),
    counting: count('counting'),
  };
}

function decodeReading(parts: Parts): PreviewReading {
  const when = parseWhen(named(parts, 'time')?.valueDateTime);
  return {
    reference: required(references(parts, 'reference')[0], 'flagged.reference'),
    ...(when && { when }),
    values: groups(parts, 'value').map((value) => {
      const part = partOf(value, 'flagged.value.code');
      return {
        part: part.key,
        decimals: part.decimals,
        unit: part.unitDisplay,
        value: required(named(value, 'value')?.valueDecimal, 'flagged.value.value'),
        comparator: text(value, 'comparator') ?? '',
        proposed: oneOf(text(value, 'proposed'), 'proposed', flags),
        today: oneOf(text(value, 'today'), 'today', flags),
        heldBack: value
          .filter(({ name }) => name === 'heldBack')
          .map(({ valueCode }) => oneOf(valueCode, 'heldBack', sides)),
      };
    }),
    changes: groups(parts, 'change').map((change) => {
      const { decimals, unit = '1', unitDisplay } = partOf(change, 'flagged.change.code');
      return {
        side: oneOf(text(change, 'side'), 'side', sides),
        level: oneOf(text(change, 'level'), 'level', ['yellow', 'red']),
        decimals,
        unit: unitDisplay,
        change: required(quantity(change, 'change', unit), 'flagged.change.change'),
        before: required(namedReading(change, 'before', unit), 'flagged.change.before'),
      };
    }),
  };
}

function partOf(parts: Parts, name: string): Part {
  const code = named(parts, 'code')?.valueCoding?.code;
  return required(
    catalogue.find((each) => each.code.code === code),
    name,
  );
}
