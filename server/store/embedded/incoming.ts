import { crc32 } from 'node:zlib';
import type { Deliverable } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { newContext, type NewContext } from './contexts.ts';
import { seriesKey } from './series.ts';
import { ownNumber, splitText } from './template.ts';

/** A delivered measurement, taken apart as it will lie in the tables. */
export interface Incoming {
  measurement: Deliverable;
  /** Narrows the search for the same measurement; see {@link identityOf}. */
  identity: number;
  context: NewContext;
  variables: string[];
  /** What tells its series from the person's others. */
  seriesKey: string;
}

/** Contexts of one delivery by kind: what measurements share does not depend on the person. */
export type Kinds = Map<string, NewContext>;

/** Takes measurements apart; those of one kind share their context. */
export function takeApart(
  source: DeliveringSource,
  measurements: readonly Deliverable[],
  kinds: Kinds = new Map(),
): Incoming[] {
  return measurements.map((measurement) => {
    const { original, person, identifier } = measurement;
    const text = original.includes(person.value) ? original.replaceAll(person.value, ownNumber) : original;
    const { template, variables } = splitText(text);
    const kind = `${limitsKey(measurement)} ${template}`;
    const context = kinds.get(kind) ?? newContext(source, measurement, template);
    kinds.set(kind, context);
    const identity = identityOf(source.orgnr, identifier);
    return { measurement, identity, context, variables, seriesKey: seriesKey(measurement) };
  });
}

const limitsNumbers = new WeakMap<object, number>();
let lastNumber = 0;

/**
 * All of a context but its limits is read from what the template holds. General limits are the same object for all that
 * they judge; limits of a measurement's own are told apart even when they are equal.
 */
function limitsKey({ context }: Deliverable): string {
  return context.limits
    .map((limits) => {
      if (!limits) return '-';
      const number = limitsNumbers.get(limits) ?? ++lastNumber;
      limitsNumbers.set(limits, number);
      return number;
    })
    .join();
}

/**
 * 32 bits of source and identifier: an index on them is a third of one on the texts. Equal ones are candidates only;
 * the texts themselves decide.
 */
export function identityOf(orgnr: string, identifier: string): number {
  return crc32(`${orgnr}|${identifier}`) | 0;
}
