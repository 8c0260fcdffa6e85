import type { EntryResult, Reason } from './entry-result.ts';

/** The same reason and rule, and which entries it was told of (numbered from 1). */
export interface Told extends Reason {
  entries: number[];
}

export interface Tally {
  /** Every entry answered 2xx: new, unchanged and changed alike. */
  accepted: number;
  unchanged: number;
  changed: number;
  rejected: number;
  /** Why entries were rejected. */
  rejections: Told[];
  /** Accepted entries that the facade doubts. */
  doubted: number;
  /** What it doubts about them; one entry may be doubted for several reasons. */
  warnings: Told[];
}

/** Counts results in the Bundle's order. */
export function tally(results: readonly EntryResult[]): Tally {
  const count = (outcome: EntryResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const rejected = count('rejected');
  return {
    accepted: results.length - rejected,
    unchanged: count('unchanged'),
    changed: count('changed'),
    rejected,
    rejections: gather(results, ({ outcome, reason = 'unknown', rule = '' }) =>
      outcome === 'rejected' ? [{ reason, rule }] : [],
    ),
    doubted: results.filter(({ warnings = [] }) => warnings.length > 0).length,
    warnings: gather(results, ({ warnings = [] }) => warnings),
  };
}

function gather(results: readonly EntryResult[], reasonsOf: (result: EntryResult) => Reason[]): Told[] {
  const told = new Map<string, Told>();
  results.forEach((result, index) => {
    for (const { reason, rule } of reasonsOf(result)) {
      const key = `${reason} ${rule}`;
      const same = told.get(key) ?? { reason, rule, entries: [] };
      same.entries.push(index + 1);
      told.set(key, same);
    }
  });
  return [...told.values()].sort((a, b) => b.entries.length - a.entries.length);
}

/** The summary for people: what was accepted, doubted and rejected, each with its reasons. */
export function summaryText(counts: Tally): string {
  const detail = [`${counts.unchanged} unchanged`, `${counts.changed} changed`].join(', ');
  const doubted = counts.doubted > 0 ? [`${counts.doubted} accepted with warnings`] : [];
  const lines = [
    `${counts.accepted} accepted (${detail})`,
    ...doubted,
    ...counts.warnings.map(line),
    `${counts.rejected} rejected`,
    ...counts.rejections.map(line),
  ];
  return `${lines.join('\n')}\n`;
}

function line({ reason, rule, entries }: Told): string {
  const shown = entries.slice(0, 5).join(', ') + (entries.length > 5 ? ', …' : '');
  return `  ${entries.length} × ${reason}: ${rule} (entry ${shown})`;
}

/**
 * The summary for programs, one line of JSON; `reasons` counts the rejected entries by reason, `warnings` the doubts
 * about accepted ones and is left out when there are none.
 */
export function summaryJson(
  { accepted, unchanged, changed, rejected, rejections, warnings }: Tally,
  seconds: number,
): string {
  const summary = { accepted, unchanged, changed, rejected, seconds, reasons: byReason(rejections) };
  return `${JSON.stringify({ ...summary, ...(warnings.length > 0 && { warnings: byReason(warnings) }) })}\n`;
}

function byReason(told: readonly Told[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason, entries } of told) counts[reason] = (counts[reason] ?? 0) + entries.length;
  return counts;
}
