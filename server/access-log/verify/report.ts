import type { ChainFault, FaultKind } from './chain-walk.ts';
import type { Verification } from './verify-log.ts';

/** What became of the anchor file. */
export type AnchorUse = 'written' | 'held' | 'held-and-renewed' | 'kept';

const words: Record<FaultKind, (place: number) => string> = {
  changed: (place) => `entry ${place} was changed`,
  missing: (place) => `entry ${place} is missing`,
  inserted: (place) => `entry ${place} was inserted`,
  'out-of-order': (place) => `entry ${place} is out of order`,
  truncated: (place) => `truncated: there is no entry ${place} any more`,
  'head-wrong': (place) => `the head is wrong: its chain is proved up to before ${place}`,
};

const anchorWords: Record<AnchorUse, string> = {
  written: 'The anchor was written.',
  held: 'No chain is shorter than the anchor says.',
  'held-and-renewed': 'No chain is shorter than the anchor says. The anchor was renewed.',
  kept: 'The anchor was left as it is.',
};

/** For a person at the terminal: a line for each broken chain, and one for all. */
export function toText({ chains, entries, faults }: Verification, anchor?: AnchorUse): string {
  const lines = faults.map(faultLine);
  lines.push(
    faults.length === 0
      ? `Proved: ${chains} chains with ${entries} entries.`
      : `BROKEN: ${faults.length} of ${chains} chains, with ${entries} entries in all.`,
  );
  if (anchor) lines.push(anchorWords[anchor]);
  return `${lines.join('\n')}\n`;
}

/** One line: `{proved, chains, entries, faults: [{person, kind, sequence, againstAnchor?}], anchor?}`. */
export function toJson(verification: Verification, anchor?: AnchorUse): string {
  const proved = verification.faults.length === 0;
  return `${JSON.stringify({ proved, ...verification, ...(anchor && { anchor }) })}\n`;
}

function faultLine({ person, kind, sequence, againstAnchor }: ChainFault): string {
  return `person ${person}: ${words[kind](sequence)}${againstAnchor ? ', by the anchor' : ''}`;
}
