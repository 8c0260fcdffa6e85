import type { Measurements } from './measurements.ts';
import * as parts from './parts.ts';

/** Thousands of them: named by their number and digest, and by the search that finds them. */
export function usedParts(
  used: readonly string[],
  { digestOf }: Pick<Measurements<string>, 'digestOf'>,
): parts.Parts {
  const [first, last] = [used[0], used.at(-1)];
  return parts.group('used', [
    ...parts.integer('count', used.length),
    ...(first === undefined ? [] : parts.reference('first', first)),
    ...(last === undefined ? [] : parts.reference('last', last)),
    ...parts.text('digest', digestOf(used)),
  ]);
}
