/** Milliseconds that the pause before the first repetition is at most; doubled for each that follows. */
const first = 200;
const longest = 2000;

/**
 * Milliseconds to wait before a call is made again: anything from nothing to a bound that doubles ("full jitter", so that
 * many who failed at the same moment do not come back at the same moment), after what the store asked for.
 * @param repetition 1 for the first
 * @param retryAfter seconds the store asked for
 */
export function pauseBefore(
  repetition: number,
  retryAfter: number | undefined,
  random: () => number,
): number {
  const bound = Math.min(first * 2 ** (repetition - 1), longest);
  return (retryAfter ?? 0) * 1000 + Math.floor(random() * bound);
}
