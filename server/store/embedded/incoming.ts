import { hash } from 'node:crypto';
import type { Deliverable } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { newContext, type NewContext } from './contexts.ts';
import { hideNumber } from './own-number.ts';
import { KnownTemplates } from './known-templates.ts';
import { seriesKey } from './series.ts';

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

/** What a delivery has worked out of the kinds of measurements in it. */
export class Kinds {
  readonly templates = new KnownTemplates();
  /** By what they are read from. */
  readonly contexts = new Map<string, NewContext>();
  /** Keys of series that hold nobody's own number. */
  readonly seriesKeys = new Map<NewContext, string>();
}

/**
 * Takes one person's measurements apart, with the person's own number hidden; those of one kind share their context, and so
 * do those of other persons that are taken apart with the same kinds: equal but for the own number, which is in none.
 */
export function takeApart(
  source: DeliveringSource,
  measurements: readonly Deliverable[],
  kinds = new Kinds(),
): Incoming[] {
  return measurements.map((measurement) => {
    const { original, person, identifier, aside } = measurement;
    const { template, variables } = kinds.templates.split(hideNumber(original, person.value));
    // A text with escapes may say a number that cannot be seen in it: it is not shared between persons.
    const sharers = template.includes('\\') ? person.value : '';
    const kind = `${limitsKey(measurement)} ${sharers} ${template}`;
    const context = kinds.contexts.get(kind) ?? newContext(source, measurement, template);
    kinds.contexts.set(kind, context);
    return {
      measurement: aside === null ? measurement : { ...measurement, aside: hideNumber(aside, person.value) },
      identity: identityOf(source.orgnr, identifier),
      context,
      variables,
      seriesKey: kinds.seriesKeys.get(context) ?? seriesKeyOf(measurement, context, kinds),
    };
  });
}

/** What a series is told by is in the template too, but for the own number in it. */
function seriesKeyOf(measurement: Deliverable, context: NewContext, { seriesKeys }: Kinds): string {
  const key = seriesKey(measurement);
  if (!key.includes(measurement.person.value)) seriesKeys.set(context, key);
  return key;
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
 * the texts themselves decide. A digest, because a checksum's collisions could be made at will.
 */
export function identityOf(orgnr: string, identifier: string): number {
  return hash('md5', `${orgnr}|${identifier}`, 'buffer').readInt32BE(0);
}
