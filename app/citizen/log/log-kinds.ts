import type { LogEntry } from './log-entry.ts';

/** What an entry is about, for the choice of what to show. Each entry is exactly one. */
export const logKinds = ['clinician', 'refused', 'delivery', 'blocks', 'own', 'other'] as const;
export type LogKind = (typeof logKinds)[number];

export function kindOf({ agent, action, refused }: LogEntry): LogKind {
  if (refused !== undefined) return 'refused';
  if (action === 'consent-changed') return 'blocks';
  if (action === 'deliver') return 'delivery';
  if (agent.kind === 'clinician') return 'clinician';
  if (agent.kind === 'self' || agent.kind === 'related') return 'own';
  return 'other';
}

/** What the server cannot choose by: it is chosen among what has been loaded. */
export interface LogChoice {
  kind: LogKind | 'all';
  /** Words that each begin a word of the name or of the organisation. */
  name: string;
}

export const noChoice: LogChoice = { kind: 'all', name: '' };

export function isChosen(choice: LogChoice): boolean {
  return choice.kind !== 'all' || choice.name.trim() !== '';
}

export function matches(entry: LogEntry, { kind, name }: LogChoice): boolean {
  if (kind !== 'all' && kindOf(entry) !== kind) return false;
  const there = wordsOf(namesOf(entry));
  return wordsOf(name).every((word) => there.some((each) => each.startsWith(word)));
}

function namesOf({ agent }: LogEntry): string {
  const name = 'name' in agent ? agent.name : '';
  return 'organization' in agent ? `${name} ${agent.organization}` : name;
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLocaleLowerCase('nb')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
