import type { Moments } from './moments.ts';

/** Which moment a key leads to; undefined when the key means nothing or leads nowhere. Ranks above 1 are flagged. */
export function keyTarget(
  key: string,
  { count, ranks }: Pick<Moments, 'count' | 'ranks'>,
  current: number,
): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return current < 0 ? count - 1 : Math.max(0, current - 1);
    case 'ArrowRight':
      return current < 0 ? 0 : Math.min(count - 1, current + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'PageDown':
      return flagged(ranks, current + 1, 1);
    case 'PageUp':
      return flagged(ranks, (current < 0 ? count : current) - 1, -1);
    default:
      return undefined;
  }
}

function flagged(ranks: Uint8Array, start: number, step: 1 | -1): number | undefined {
  for (let index = start; index >= 0 && index < ranks.length; index += step) {
    if ((ranks[index] ?? 0) > 1) return index;
  }
  return undefined;
}
