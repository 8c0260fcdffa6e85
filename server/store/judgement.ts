import type { Interpretation } from '../clinical/types.ts';

type Comparator = '<' | '<=' | '>=' | '>';

export interface Judgement {
  /** Absent: not assessed. */
  interpretation?: Interpretation;
  improbable: boolean;
  comparator?: Comparator;
}

const interpretations: readonly (Interpretation | undefined)[] = [undefined, 'N', 'L', 'H', 'LL', 'HH'];
const comparators: readonly (Comparator | undefined)[] = [undefined, '<', '<=', '>=', '>'];
const improbableBit = 8;
const comparatorShift = 4;

/** Packs what was found about a value into one small integer, so that a trend is read from an index alone. */
export function encodeJudgement(judgement: Judgement): number {
  return (
    interpretations.indexOf(judgement.interpretation) +
    (judgement.improbable ? improbableBit : 0) +
    (comparators.indexOf(judgement.comparator) << comparatorShift)
  );
}

/** The same judgement with another interpretation; undefined: not assessed. */
export function withInterpretation(code: number, interpretation: Interpretation | undefined): number {
  return (code & ~7) | interpretations.indexOf(interpretation);
}

const decoded = new Map<number, Judgement>();

/** The inverse; what it answers is shared, so it is not to be changed. */
export function decodeJudgement(code: number): Readonly<Judgement> {
  const known = decoded.get(code);
  if (known) return known;
  const judgement = decode(code);
  decoded.set(code, judgement);
  return judgement;
}

function decode(code: number): Judgement {
  const interpretation = interpretations[code & 7];
  const comparator = comparators[code >> comparatorShift];
  return {
    improbable: (code & improbableBit) !== 0,
    ...(interpretation && { interpretation }),
    ...(comparator && { comparator }),
  };
}
