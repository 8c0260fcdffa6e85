import type { Interpretation } from './types.ts';

export interface Flag {
  /** Absent = not assessed. */
  interpretation?: Interpretation;
  improbable: boolean;
}
export function encodeFlag(flag: Flag): string {
  return (flag.interpretation ?? '-') + (flag.improbable ? '?' : '');
}
export function decodeFlag(_token: string): Flag | undefined {
  return undefined;
}
/** 3 red, 2 yellow, 1 normal, 0 not assessed. */
export function severityOf(_interpretation: Interpretation | undefined): 0 | 1 | 2 | 3 {
  return 0;
}
