import type { PmdBehaviour } from '../behaviour.ts';
import { PmdRefusal } from '../pmd-refusal.ts';

export type Basis = 'normal' | 'consent' | 'emergency';

/** PMD says only "default 0"; 1 and 2 are what they were in PPS. */
const reasons: Readonly<Record<string, Basis>> = { 0: 'normal', 1: 'consent', 2: 'emergency' };

/**
 * The basis of a look-up, from the configured header or `x-pmd-reason`; normal without either. Throws 400 for a value that
 * means nothing and for two that disagree.
 */
export function accessBasisOf(
  headers: Readonly<Record<string, unknown>>,
  { header, values }: PmdBehaviour['accessBasis'],
): Basis {
  const configured = read(headers, header, values);
  const reason = read(headers, 'x-pmd-reason', reasons);
  if (configured && reason && configured !== reason) {
    throw new PmdRefusal(400, 'invalid', `${header} and x-pmd-reason disagree.`);
  }
  return configured ?? reason ?? 'normal';
}

function read(
  headers: Readonly<Record<string, unknown>>,
  name: string,
  values: Readonly<Record<string, Basis>>,
): Basis | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  const basis = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
  if (!basis) throw new PmdRefusal(400, 'invalid', `${name} has a value that means nothing here.`);
  return basis;
}
