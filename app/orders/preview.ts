import type { Interpretation, PartKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { parseWhen, type When } from '../fhir/date-time.ts';
import { group, groups, integer, oneOf, references, required, type Parts } from '../summaries/answer.ts';
import { named, text } from '../fhir/parameters.ts';

export interface Tones {
  red: number;
  yellow: number;
  normal: number;
  notAssessed: number;
}

export type PreviewFlag = Interpretation | 'not-assessed';

export interface PreviewValue {
  part: PartKey;
  decimals: number;
  unit: string;
  value: number;
  comparator: string;
  proposed: PreviewFlag;
  today: PreviewFlag;
}

/** A measurement that has a flag, as it would be or today. */
export interface PreviewReading {
  reference: string;
  /** Absent: the source does not know it. */
  when?: When;
  values: PreviewValue[];
}

/** What ServiceRequest/$preview answers; every number is the facade's. */
export interface PreviewAnswer {
  from: When;
  count: number;
  proposed: Tones;
  today: Tones;
  flaggedCount: number;
  flagged: PreviewReading[];
}

const flags = ['LL', 'L', 'N', 'H', 'HH', 'not-assessed'] as const;
const catalogue = vitalSigns.flatMap(({ parts }) => parts);

/** @throws FhirError for an answer that lacks what it must have */
export function decodePreview(parts: Parts): PreviewAnswer {
  return {
    from: required(parseWhen(named(parts, 'period')?.valuePeriod?.start), 'period.start'),
    count: required(integer(parts, 'count'), 'count'),
    proposed: decodeTones(parts, 'proposed'),
    today: decodeTones(parts, 'today'),
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

function decodeReading(parts: Parts): PreviewReading {
  const when = parseWhen(named(parts, 'time')?.valueDateTime);
  return {
    reference: required(references(parts, 'reference')[0], 'flagged.reference'),
    ...(when && { when }),
    values: groups(parts, 'value').map((value) => {
      const code = named(value, 'code')?.valueCoding?.code;
      const part = required(
        catalogue.find((each) => each.code.code === code),
        'flagged.value.code',
      );
      return {
        part: part.key,
        decimals: part.decimals,
        unit: part.unitDisplay,
        value: required(named(value, 'value')?.valueDecimal, 'flagged.value.value'),
        comparator: text(value, 'comparator') ?? '',
        proposed: oneOf(text(value, 'proposed'), 'proposed', flags),
        today: oneOf(text(value, 'today'), 'today', flags),
      };
    }),
  };
}
