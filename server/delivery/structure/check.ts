import type { IssueCode } from '../../errors.ts';

/** A broken rule. `path` is the way from the checked value to the element, e.g. `.coding[0].code`; '' is the value itself. */
export interface Fault {
  path: string;
  rule: string;
  /** Default `structure`. */
  code?: IssueCode;
  /** Default `structure-invalid`. */
  reason?: string;
}

/** Undefined when the value is as it must be. The path is put together only when something is wrong. */
export type Check = (value: unknown) => Fault | undefined;

export const fault = (rule: string): Fault => ({ path: '', rule });

const below = (step: string, found: Fault): Fault => ({ ...found, path: step + found.path });

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object whose members pass their checks; members that are not in the table are let through. */
export function object(members: Record<string, Check>, required: readonly string[] = []): Check {
  const checks = new Map(Object.entries(members));
  return (value) => {
    if (!isObject(value)) return fault('must be an object');
    for (const name of required) {
      if (value[name] === undefined) return below(`.${name}`, fault('is required'));
    }
    for (const name in value) {
      const member = value[name];
      const found = member === undefined ? undefined : checks.get(name)?.(member);
      if (found) return below(`.${name}`, found);
    }
    return undefined;
  };
}

/** An array that is not empty, of at most `most` elements. */
export function list(check: Check, most = Infinity): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length === 0) return fault('must be an array that is not empty');
    if (value.length > most) {
      return { path: '', rule: `has more than ${most} elements`, code: 'too-costly', reason: 'too-many' };
    }
    for (let index = 0; index < value.length; index++) {
      const found = check(value[index]);
      if (found) return below(`[${index}]`, found);
    }
    return undefined;
  };
}

export function oneOf(codes: readonly string[]): Check {
  return (value) =>
    codes.includes(value as string) ? undefined : fault(`must be one of ${codes.join(', ')}`);
}

export const notUnderstood: Check = () =>
  fault('is not understood here and may change the meaning of everything else');
