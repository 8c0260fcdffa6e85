/** A broken rule. Where it is broken: in which of `rules`, and which member of it or of the order. */
export interface OrderFault {
  readonly rule?: number;
  /** Of `rule`: `limits.yellowHigh`, `target.low`, `changes[0].by` …; else of the order: `code`, `to`, `schedule` … */
  readonly member: string;
  /** What must be, as the end of a sentence that begins with the element. */
  readonly text: string;
  /** For programs. */
  readonly reason: string;
}

export const fault = (member: string, text: string, reason: string): OrderFault => ({ member, text, reason });

export function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
