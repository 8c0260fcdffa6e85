/**
 * Reading of content whose shape a source may have broken. Types promise more than JSON from outside keeps, so
 * everything the core reads of an Observation goes through these; none of them throws.
 */

/** The value itself when it is an object, else undefined. */
export function objectOf<T extends object>(value: T | null | undefined): T | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** The objects of a list; anything that is not a list is empty. */
export function listOf<T extends object>(value: readonly T[] | null | undefined): T[] {
  return Array.isArray(value) ? value.filter((item) => objectOf(item) !== undefined) : [];
}

/** The text without surrounding space; undefined when it is not text or blank. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
