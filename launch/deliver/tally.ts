import type { EntryResult } from './entry-result.ts';

/** Why entries were rejected: the same reason and rule, and which entries (numbered from 1). */
export interface Rejection {
  reason: string;
  rule: string;
  entries: number[];
}

export interface Tally {
  /** Every entry answered 2xx: new, unchanged and changed alike. */
  accepted: number;
  unchanged: number;
  changed: number;
  rejected: number;
  rejections: Rejection[];
}

/** Counts results in the Bundle's order. */
export function tally(results: readonly EntryResult[]): Tally {
  const count = (outcome: EntryResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const rejections = new Map<string, Rejection>();
  results.forEach(({ outcome, reason = 'unknown', rule = '' }, index) => {
    if (outcome !== 'rejected') return;
    const key = `${reason} ${rule}`;
    const rejection = rejections.get(key) ?? { reason, rule, entries: [] };
    rejection.entries.push(index + 1);
    rejections.set(key, rejection);
  });
  const rejected = count('rejected');
  return {
    accepted: results.length - rejected,
    unchanged: count('unchanged'),
    changed: count('changed'),
    rejected,
    rejections: [...rejections.values()].sort((a, b) => b.entries.length - a.entries.length),
  };
}

/** The summary for people, one line each for what was accepted and rejected, then the reasons. */
export function summaryText(counts: Tally): string {
  const detail = [`${counts.unchanged} unchanged`, `${counts.changed} changed`].join(', ');
  const lines = [`${counts.accepted} accepted (${detail})`, `${counts.rejected} rejected`];
  for (const { reason, rule, entries } of counts.rejections) {
    const shown = entries.slice(0, 5).join(', ') + (entries.length > 5 ? ', …' : '');
    lines.push(`  ${entries.length} × ${reason}: ${rule} (entry ${shown})`);
  }
  return `${lines.join('\n')}\n`;
}

/** The summary for programs, one line of JSON; `reasons` counts the rejected entries by reason. */
export function summaryJson(
  { accepted, unchanged, changed, rejected, rejections }: Tally,
  seconds: number,
): string {
  const reasons: Record<string, number> = {};
  for (const { reason, entries } of rejections) reasons[reason] = (reasons[reason] ?? 0) + entries.length;
  return `${JSON.stringify({ accepted, unchanged, changed, rejected, seconds, reasons })}\n`;
}
