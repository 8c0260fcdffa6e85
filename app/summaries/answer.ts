import { parseWhen, type When } from '../fhir/date-time.ts';
import type { Place } from '#clinical/orders/target.ts';
import { FhirError } from '../fhir/fhir-error.ts';
import { allNamed, instant, named, text } from '../fhir/parameters.ts';

/** What a summary answers: the parts of a Parameters resource, or of one of its groups. */
export type Parts = readonly fhir4.ParametersParameter[];

/** A measurement that is in no number. `reason` is the facade's code. */
export interface Excluded {
  reference: string;
  /** Absent: the source does not know it. */
  when?: When;
  reason: string;
  /** Which of two pressures. */
  part?: string;
}

/** What must be there, and what there is. */
export interface Lacking {
  need: string;
  least: number;
  found: number;
}

/** A measurement that a summary names with its value, as printed. */
export interface NamedReading {
  reference: string;
  when: When;
  value: number;
}

/** Where the patient's order wants a value, ends included; an absent one is open. */
export interface OrderTarget {
  low?: number;
  high?: number;
  /** Who set it. */
  source: string;
  /** Of the latest measurement. */
  place?: Place;
}

/** Nothing is shown of an answer that lacks what it must have. */
export function malformed(name: string, rule: string): FhirError {
  return new FhirError(200, 'malformed', `${name} ${rule}`);
}

/** @throws FhirError when it is not there */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw malformed(name, 'is missing');
  return value;
}

/** A code that the reader has words for. @throws FhirError for any other, so that it is never shown as something known */
export function oneOf<T extends string>(value: string | undefined, name: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw malformed(name, 'is none of the known codes');
  return found;
}

export const group = (parts: Parts, name: string): Parts | undefined =>
  named(parts, name) && (named(parts, name)?.part ?? []);
export const groups = (parts: Parts, name: string): Parts[] =>
  allNamed(parts, name).map(({ part }) => part ?? []);
export const code = (parts: Parts, name: string): string | undefined => text(parts, name);
export const integer = (parts: Parts, name: string): number | undefined => named(parts, name)?.valueInteger;
export const truth = (parts: Parts, name: string): boolean | undefined => named(parts, name)?.valueBoolean;
export const decimal = (parts: Parts, name: string): number | undefined => named(parts, name)?.valueDecimal;

/** The number of a quantity in the unit that is expected. @throws FhirError for another unit */
export function quantity(parts: Parts, name: string, unit: string): number | undefined {
  const found = named(parts, name)?.valueQuantity;
  if (!found) return undefined;
  if (found.code !== unit) throw malformed(name, `is not in ${unit}`);
  return required(found.value, name);
}

export const dates = (parts: Parts, name: string): string[] =>
  allNamed(parts, name).flatMap(({ valueDate }) => valueDate ?? []);
export const references = (parts: Parts, name: string): string[] =>
  allNamed(parts, name).flatMap(({ valueReference }) => valueReference?.reference ?? []);

/** Undefined: no order sets one. */
export function orderTargetOf(parts: Parts, unit: string): OrderTarget | undefined {
  const target = group(parts, 'target');
  if (!target) return undefined;
  const [low, high] = [quantity(target, 'low', unit), quantity(target, 'high', unit)];
  if (low === undefined && high === undefined) throw malformed('target', 'has no end');
  const place = code(target, 'place');
  return {
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    source: required(code(target, 'source'), 'target.source'),
    ...(place !== undefined && { place: oneOf(place, 'target.place', ['below', 'within', 'above']) }),
  };
}

export function excludedOf(parts: Parts): Excluded[] {
  return groups(parts, 'excluded').map((each) => {
    const when = parseWhen(instant(each, 'time'));
    const part = code(each, 'part');
    return {
      reference: required(references(each, 'reference')[0], 'excluded.reference'),
      reason: required(code(each, 'reason'), 'excluded.reason'),
      ...(when && { when }),
      ...(part && { part }),
    };
  });
}

export function lackingOf(parts: Parts): Lacking[] {
  return groups(parts, 'lacking').map((each) => ({
    need: required(code(each, 'need'), 'lacking.need'),
    least: required(decimal(each, 'least'), 'lacking.least'),
    found: required(decimal(each, 'found'), 'lacking.found'),
  }));
}

export function namedReading(parts: Parts, name: string, unit: string): NamedReading | undefined {
  const found = group(parts, name);
  return (
    found && {
      reference: required(references(found, 'reference')[0], `${name}.reference`),
      when: required(parseWhen(instant(found, 'time')), `${name}.time`),
      value: required(quantity(found, 'value', unit), `${name}.value`),
    }
  );
}
