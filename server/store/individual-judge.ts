import { judge } from '../clinical/assess.ts';
import { measuredValue, type MeasuredValue } from '../clinical/measured-value.ts';
import { periodAt, type IndividualLimits, type LimitPeriod } from '../clinical/orders/limits-at.ts';
import type { ObservationContent, Part, VitalSign } from '../clinical/types.ts';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import type { StoredContext } from './embedded/contexts.ts';
import type { Point } from './embedded/point.ts';
import { fillTemplate, hole } from './embedded/template.ts';
import { withInterpretation } from './judgement.ts';
import type { StoredLimits, TrendPoint } from './national-store.ts';

/** How the measurements of one context are judged in one period of an order. */
export class IndividualJudgement {
  /** Tells it from the others of the same judge. */
  readonly key: number;
  /** Per part: what it is judged by. */
  readonly limits: (StoredLimits | null)[];
  readonly #parts: ((value: number, judgement: number) => number)[];

  constructor(
    key: number,
    limits: (StoredLimits | null)[],
    parts: ((value: number, judgement: number) => number)[],
  ) {
    this.key = key;
    this.limits = limits;
    this.#parts = parts;
  }

  /** The point's judgements, with the order's interpretation where the order decides. */
  judgementsOf({ values, judgements }: Pick<TrendPoint, 'values' | 'judgements'>): (number | null)[] {
    const judged = [...judgements];
    for (let index = 0; index < judged.length; index++) {
      const stored = judged[index];
      const value = values[index];
      if (typeof stored === 'number' && typeof value === 'number') {
        judged[index] = this.#parts[index]?.(value, stored) ?? stored;
      }
    }
    return judged;
  }
}

/**
 * Judges a person's measurements by their monitoring orders, when they are read: what is stored was judged without. The
 * measurement's own ranges come first and are in its context's text, the order that holds when it was measured next. Works out
 * each context, period and value once.
 */
export class IndividualJudge {
  readonly #limits: IndividualLimits;
  readonly #known = new Map<StoredContext, Map<LimitPeriod, IndividualJudgement | undefined>>();
  #count = 0;

  constructor(limits: IndividualLimits) {
    this.#limits = limits;
  }

  /** @returns undefined when no order says anything: what is stored stands */
  of(context: StoredContext, { effective }: Pick<Point, 'effective'>): IndividualJudgement | undefined {
    const period = periodAt(this.periodsOf(context), effective);
    return period && this.in(context, period);
  }

  /** When orders hold that are about what the context's measurements are of, oldest first. */
  periodsOf({ placement }: StoredContext): readonly LimitPeriod[] {
    return this.#limits.get(placement.code ?? '') ?? [];
  }

  /** As {@link of}, of any time in the period. */
  in(context: StoredContext, period: LimitPeriod): IndividualJudgement | undefined {
    const ofContext = this.#known.get(context) ?? new Map<LimitPeriod, IndividualJudgement | undefined>();
    this.#known.set(context, ofContext);
    if (!ofContext.has(period)) ofContext.set(period, this.#work(context, period));
    return ofContext.get(period);
  }

  #work(context: StoredContext, { limits: individual }: LimitPeriod): IndividualJudgement | undefined {
    const { description, placement, template } = context;
    const vitalSign = vitalSignByCode(undefined, placement.code ?? '');
    const decides = individual.map(
      (limits, index) => limits !== undefined && description.limits[index]?.origin !== 'measurement',
    );
    if (!vitalSign || !decides.includes(true)) return undefined;
    const content = JSON.parse(fillTemplate(template, holesFilled(template))) as ObservationContent;
    const limits = description.limits.map((stored, index) =>
      decides[index] ? ((individual[index] ?? null) as StoredLimits | null) : stored,
    );
    const parts = vitalSign.parts.map((part, index) =>
      decides[index]
        ? judgeOf(vitalSign, part, content, individual[index])
        : (_: number, stored: number) => stored,
    );
    return new IndividualJudgement(++this.#count, limits, parts);
  }
}

/** A value for every hole: which one does not matter, since the point tells it. */
function holesFilled(template: string): string[] {
  return Array<string>(template.split(hole).length - 1).fill('0');
}

function judgeOf(
  vitalSign: VitalSign,
  part: Part,
  content: ObservationContent,
  individual: LimitPeriod['limits'][number],
): (value: number, judgement: number) => number {
  const measured: MeasuredValue = measuredValue(vitalSign, part, content);
  /** By the stored judgement, of which there are few, and then by value. */
  const known: (Map<number, number> | undefined)[] = [];
  return (value, stored) => {
    const ofStored = (known[stored] ??= new Map<number, number>());
    const found = ofStored.get(value);
    if (found !== undefined) return found;
    const judged = judge(vitalSign, part, { ...measured, value }, content, individual);
    const interpretation = judged.kind === 'assessed' ? judged.interpretation : undefined;
    const judgement = withInterpretation(stored, interpretation);
    ofStored.set(value, judgement);
    return judgement;
  };
}
