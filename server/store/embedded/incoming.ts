import { crc32 } from 'node:zlib';
import type { Deliverable } from '../deliverable.ts';
import type { DeliveringSource } from '../national-store.ts';
import { newContext, type NewContext } from './contexts.ts';
import { ownNumber, splitText } from './template.ts';

/** A delivered measurement, taken apart as it will lie in the tables. */
export interface Incoming {
  measurement: Deliverable;
  /** Narrows the search for the same measurement; see {@link identityOf}. */
  identity: number;
  context: NewContext;
  variables: string[];
}

export function takeApart(source: DeliveringSource, measurement: Deliverable): Incoming {
  const { original, person, identifier } = measurement;
  const text = original.includes(person.value) ? original.replaceAll(person.value, ownNumber) : original;
  const { template, variables } = splitText(text);
  return {
    measurement,
    identity: identityOf(source.orgnr, identifier),
    context: newContext(source, measurement, template),
    variables,
  };
}

/**
 * 32 bits of source and identifier: an index on them is a third of one on the texts. Equal ones are candidates only;
 * the texts themselves decide.
 */
export function identityOf(orgnr: string, identifier: string): number {
  return crc32(`${orgnr}|${identifier}`) | 0;
}
