import type { Coding, Part, VitalSign } from '../types.ts';

type SinglePartSign = Omit<Part, 'key'> & {
  key: VitalSign['key'];
  aliases?: readonly Coding[];
  category?: VitalSign['category'];
  valueKind?: VitalSign['valueKind'];
};

/** A vital sign that is one number: its only part carries the sign's own key and codes. */
export function singlePart({
  aliases = [],
  category,
  valueKind,
  ...part
}: SinglePartSign): VitalSign & { parts: readonly [Part] } {
  return {
    key: part.key,
    code: part.code,
    translations: part.translations,
    aliases,
    category: category ?? 'vital-signs',
    valueKind: valueKind ?? 'quantity',
    parts: [part],
  };
}
