import { canonicalSystem, UCUM } from './code-systems.ts';
import { roundTo } from './rounding.ts';
import type { Part, Quantity } from './types.ts';
import { scoreUnits, unitTable, type UnitEntry } from './unit-table.ts';
import { textOf } from './untrusted.ts';

export { roundTo } from './rounding.ts';

/** Why a quantity cannot be read. `text` is a sentence for a clinician (bokmål) that names what was sent. */
export interface UnitFault {
  reason: 'missing-value' | 'not-a-number' | 'missing-unit' | 'unknown-unit';
  text: string;
}

/** Binary arithmetic leaves dust in the 13th digit or later; nine decimals are finer than any measurement. */
const withoutDust = (value: number) => roundTo(value, 9);

/**
 * The entry of the unit table a quantity is in, or why none. The UCUM code decides; the printed unit decides when no
 * UCUM code is sent. A code and a printed unit that name different units (code kg, unit g) are an unknown unit.
 */
export function unitOf(part: Part, quantity: Quantity): UnitEntry | UnitFault {
  const entries = part.unit === undefined ? scoreUnits : (unitTable[part.unit] ?? []);
  const system = textOf(quantity.system);
  const printed = textOf(quantity.unit);
  const code = system === undefined || canonicalSystem(system) === UCUM ? textOf(quantity.code) : undefined;
  const byText = printed && entries.find((entry) => entry.texts.includes(printed.toLowerCase()));
  const byCode = code && entries.find((entry) => entry.codes.includes(code.replace(/\{[^{}]*\}/g, '')));

  if (code && !byCode) return unknown(printed ?? code, part);
  if (byCode && byText && byCode !== byText) {
    return { reason: 'unknown-unit', text: `Enheten er motstridende: «${printed}» og koden «${code}»` };
  }
  const entry = byCode || byText;
  if (entry) return entry;
  if (printed) return unknown(printed, part);
  const [unitless] = part.unit === undefined ? scoreUnits : [];
  return unitless ?? { reason: 'missing-unit', text: `Enhet mangler (ventet ${part.unitDisplay})` };
}

function unknown(sent: string, part: Part): UnitFault {
  const expected = part.unit === undefined ? 'ingen enhet' : part.unitDisplay;
  return { reason: 'unknown-unit', text: `Ukjent enhet «${sent}» (ventet ${expected})` };
}

/** The quantity's value in the part's canonical unit, unrounded; or why it cannot be read. Never guesses a unit. */
export function toCanonical(part: Part, quantity: Quantity | undefined): { value: number } | UnitFault {
  const value: unknown = quantity?.value;
  if (quantity === undefined || value === undefined || value === null) {
    return { reason: 'missing-value', text: 'Verdi mangler' };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { reason: 'not-a-number', text: 'Verdien er ikke et tall' };
  }
  const unit = unitOf(part, quantity);
  if ('reason' in unit) return unit;
  const canonical = unit.toCanonical(value);
  return { value: canonical === value ? value : withoutDust(canonical) };
}

/**
 * An end of a reference range in the canonical unit. In the same unit it stays exactly as sent (85.0000000001 is how
 * inclusive ends say "above 85"); where the conversion only moves the decimal point it keeps its precision; otherwise
 * it is rounded like the values it will be compared with (180 mg/dL is 10.0 mmol/L, not 9.99), keeping such an epsilon.
 */
export function endToCanonical(part: Part, end: Quantity): number | UnitFault {
  const read = toCanonical(part, end);
  if ('reason' in read) return read;
  const unit = unitOf(part, end);
  if ('reason' in unit) return unit;
  const sent = end.value ?? read.value;
  if (unit.exact) return unit.toCanonical(sent) === sent ? sent : roundTo(unit.toCanonical(sent), 12);
  const epsilon = sent - roundTo(sent, 6);
  return roundTo(unit.toCanonical(sent - epsilon), part.decimals) + epsilon;
}
