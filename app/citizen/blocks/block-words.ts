import type { BlocksWords } from '../../language/citizen/blocks-nb.ts';
import type { Format } from '../../language/format.ts';
import type { CalendarDate } from '../../time/oslo.ts';
import type { Block, Blocked } from './block.ts';
import type { Draft } from './block-draft.ts';

export interface BlocksLanguage {
  blocks: BlocksWords;
  format: Pick<Format, 'date' | 'calendarDate' | 'when'>;
}

export function whomOf(blocked: Blocked, { blocks }: Pick<BlocksLanguage, 'blocks'>): string {
  switch (blocked.kind) {
    case 'clinician':
    case 'organization':
      return blocked.name || blocks.nameless;
    case 'everyone':
      return blocks.everyone;
    case 'unknown':
      return blocks.unknown;
  }
}

/** What a block means, one sentence each. */
export function meaningOf(kind: Blocked['kind'], { blocks }: Pick<BlocksLanguage, 'blocks'>): string[] {
  return blocks.means[kind];
}

/** When a block holds. */
export function periodOf(block: Block, { blocks, format }: BlocksLanguage): string {
  const { from, until, changed, withdrawn } = block;
  const first = from === undefined ? undefined : format.when({ instant: from, dateOnly: false });
  const last = until === undefined ? undefined : format.when({ instant: until, dateOnly: false });
  if (withdrawn && first !== undefined && changed !== undefined) {
    return blocks.period.withdrawn(first, format.when({ instant: changed, dateOnly: false }));
  }
  if (first !== undefined && last !== undefined) return blocks.period.both(first, last);
  if (first !== undefined) return blocks.period.from(first);
  return last === undefined ? blocks.period.open : blocks.period.to(last);
}

/** Whom a draft is about. */
export function draftWhom(draft: Draft, { blocks }: Pick<BlocksLanguage, 'blocks'>): string {
  if (draft.kind === 'everyone') return blocks.everyone;
  const named = draft.kind === 'clinician' ? draft.clinician?.name : draft.organization?.name;
  return named ?? blocks.nameless;
}

/** When a draft will hold. */
export function draftPeriod({ from, to }: Draft, today: CalendarDate, language: BlocksLanguage): string {
  const { confirm } = language.blocks;
  const day = (date: CalendarDate) => language.format.calendarDate(date);
  const start = from > today ? confirm.starts(day(from)) : confirm.startsNow;
  return `${start} ${to === '' ? confirm.lasts : confirm.ends(day(to))}`;
}

/** When a version was written, what it did and who did it. */
export function versionInWords(block: Block, { blocks, format }: BlocksLanguage): string {
  const when = block.changed === undefined ? '–' : format.when({ instant: block.changed, dateOnly: false });
  const first = block.version === '1' ? blocks.versionMade : blocks.versionChanged;
  const what = block.withdrawn ? blocks.versionWithdrawn : first;
  return block.changedBy ? blocks.version(when, what, block.changedBy) : blocks.versionNameless(when, what);
}
