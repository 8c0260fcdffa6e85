import fc from 'fast-check';

/**
 * Ways in which a JSON value is broken. A mutation is data (a place and what happens there), so that fast-check can
 * shrink it. Numbers that JSON.stringify cannot write stand as `raw:…` texts until `toText`.
 */
export interface Mutation {
  /** Picks a place below the value. */
  at: number;
  kind: Kind;
  odd: unknown;
}

const kinds = [
  'replace',
  'delete',
  'rename',
  'copy',
  'repeat',
  'wrap',
  'unwrap',
  'swap',
  'nest',
  'add',
] as const;
type Kind = (typeof kinds)[number];

const names = [
  '__proto__',
  'constructor',
  'toString',
  'value',
  'valueString',
  'valueInteger',
  'valueDateTime',
  'valuePeriod',
  'valueSampledData',
  'valueReference',
  'dataAbsentReason',
  'effectiveInstant',
  'effectivePeriod',
  'effectiveTiming',
  'issued',
  'contained',
  'extension',
  'modifierExtension',
  'implicitRules',
  'referenceRange',
  'component',
  'resourceType',
  'id',
  '_status',
  'Status',
  '',
  '\u0000',
  '💉',
];
const texts = [
  '',
  ' ',
  '\u0000',
  'a\u0001b',
  '\ud800',
  'x\udc00',
  '\u202etxet',
  'Å\u0327'.repeat(40),
  '💉'.repeat(200),
  'x'.repeat(5000),
  "'; drop table person; --",
  '{{7*7}}',
  '\\',
  '"',
  '70',
  'kg',
  'https://hjemmekurve.example/fhir/StructureDefinition/canonical-value',
];
const dates = [
  '0000-01-01',
  '0001-01-01',
  '1899-12-31',
  '2026',
  '2026-02',
  '2026-02-29',
  '2024-02-29',
  '2026-13-01',
  '2026-03-29T02:30:00+01:00',
  '2026-10-25T02:30:00+02:00',
  '2016-12-31T23:59:60Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T08:00:00',
  '2026-03-01T08:00:00.123456789123Z',
  '2026-03-01T08:00:00+14:00',
  '9999-12-31T23:59:59Z',
  '-0001-01-01',
  '+12026-01-01T00:00:00Z',
];
const numbers = [0, -1, 1.5, 49000, 2 ** 31, 2 ** 53, 1e21, 1e-7, 1e308, -1e308];
const rawNumbers = [
  '-0',
  '36.0',
  '1E+2',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1000000000000000055',
  '9'.repeat(400),
];
const persons = ['12835830061', '12835830062', '1283583006', '13717404089', '57835830061', '00000000000'];
const idSystems = ['urn:oid:2.16.578.1.12.4.1.4.1', 'urn:oid:2.16.578.1.12.4.1.4.2', 'urn:oid:1.2', 'x y'];

const odd = fc.oneof(
  { arbitrary: fc.constantFrom(...texts), weight: 40 },
  { arbitrary: fc.constantFrom(...dates), weight: 30 },
  { arbitrary: fc.constantFrom(...numbers), weight: 30 },
  { arbitrary: fc.constantFrom(...rawNumbers).map((number) => `raw:${number}`), weight: 20 },
  { arbitrary: fc.constantFrom(...persons, ...idSystems, ...names), weight: 20 },
  { arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [{}], [null], [1, 'x']), weight: 40 },
  { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 20 },
  { arbitrary: fc.constant('x'.repeat(200_000)), weight: 1 },
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom(...kinds),
  odd,
});

type Holder = Record<string, unknown> | unknown[];
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every holder and key below a value. */
function places(value: unknown): [holder: Holder, key: string][] {
  if (!isHolder(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => [[value, key] as [Holder, string], ...places(each)]);
}

/** Applies the mutation to a value in place; a value without anything below it stays as it is. */
export function mutate(value: unknown, { at, kind, ...mutation }: Mutation): void {
  const odd = structuredClone(mutation.odd);
  const all = places(value);
  const [holder, key] = all[at % all.length] ?? [];
  if (!holder || key === undefined) return;
  const own = holder as Record<string, unknown>;
  const current = own[key];
  const set = (name: string, next: unknown) =>
    Object.defineProperty(own, name, { value: next, enumerable: true, writable: true, configurable: true });
  const name = names[at % names.length] ?? 'x';
  const effects: Record<Kind, () => void> = {
    replace: () => set(key, odd),
    delete: () =>
      void (Array.isArray(holder) ? holder.splice(Number(key), 1) : Reflect.deleteProperty(own, key)),
    rename: () => {
      if (Array.isArray(holder)) return;
      Reflect.deleteProperty(own, key);
      set(name, current);
    },
    copy: () => void (Array.isArray(holder) ? holder.push(current) : set(name, current)),
    repeat: () =>
      set(
        key,
        Array.from({ length: 2 + (at % 4) }, () => current),
      ),
    wrap: () => set(key, [current]),
    unwrap: () =>
      set(key, Array.isArray(current) ? current[0] : isHolder(current) ? Object.values(current)[0] : odd),
    swap: () => {
      const [other, otherKey] = all[(at * 31 + 7) % all.length] ?? [holder, key];
      set(key, structuredClone((other as Record<string, unknown>)[otherKey]));
    },
    nest: () => set(key, nested(at % 80, current)),
    add: () => set(Array.isArray(holder) ? key : name, odd),
  };
  effects[kind]();
}

function nested(depth: number, value: unknown): unknown {
  let whole = value;
  for (let level = 0; level < depth; level++) whole = level % 2 === 0 ? [whole] : { extension: whole };
  return whole;
}

/** The JSON text, with the numbers that only a text can hold. */
export function toText(value: unknown): string {
  return JSON.stringify(value).replace(/"raw:([^"]*)"/g, '$1');
}

/** What happens to the text itself, as when a line or a program is broken. */
export const textDamage = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('cut', 'flip', 'insert', 'remove', 'double'),
  character: fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '0',
    '-',
    '\u0000',
    '\u0007',
    ' ',
    '💉',
    'é',
  ),
});
export type TextDamage = typeof textDamage extends fc.Arbitrary<infer T> ? T : never;

export function damage(text: string, { at, kind, character }: TextDamage): Uint8Array {
  const bytes = Buffer.from(text);
  const place = at % Math.max(bytes.length, 1);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  const effects: Record<TextDamage['kind'], () => Uint8Array> = {
    cut: () => before,
    flip: () => {
      const flipped = Buffer.from(bytes);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << (at % 8));
      return flipped;
    },
    insert: () => Buffer.concat([before, Buffer.from(character), after]),
    remove: () => Buffer.concat([before, after.subarray(1 + (at % 20))]),
    double: () => Buffer.concat([before, after.subarray(0, at % 60), after]),
  };
  return effects[kind]();
}
