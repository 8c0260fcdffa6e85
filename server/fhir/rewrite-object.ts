import { arrayElements, objectMembers } from './json-text.ts';

export interface ObjectRewrite {
  /** Members left out. */
  omit?: ReadonlySet<string>;
  /** JSON texts put before the elements of an array member; the member is made when it is missing. */
  prepend?: Readonly<Record<string, readonly string[]>>;
  /** JSON texts put after the elements of an array member; the member is made when it is missing. */
  append?: Readonly<Record<string, readonly string[]>>;
  /** The new text of a member's value. */
  replace?: Readonly<Record<string, (valueStart: number, valueEnd: number) => string>>;
}

/**
 * The members of the object at `start`, with what is asked changed and everything else as it was sent, byte for byte:
 * decimals keep their digits and unknown members stay. Without the braces; '' when nothing is left.
 */
export function rewriteMembers(text: string, start: number, rewrite: ObjectRewrite): string {
  const extended = new Set([...Object.keys(rewrite.prepend ?? {}), ...Object.keys(rewrite.append ?? {})]);
  const members: string[] = [];
  for (const { key, name, valueStart, valueEnd } of objectMembers(text, start)) {
    if (rewrite.omit?.has(key)) continue;
    members.push(`${name}:${memberValue(text, key, valueStart, valueEnd, rewrite, extended)}`);
    extended.delete(key);
  }
  for (const key of extended) {
    const elements = [...(rewrite.prepend?.[key] ?? []), ...(rewrite.append?.[key] ?? [])];
    if (elements.length > 0) members.push(`${JSON.stringify(key)}:[${elements.join(',')}]`);
  }
  return members.join(',');
}

function memberValue(
  text: string,
  key: string,
  valueStart: number,
  valueEnd: number,
  { prepend, append, replace }: ObjectRewrite,
  extended: ReadonlySet<string>,
): string {
  if (extended.has(key) && text[valueStart] === '[') {
    const sent = arrayElements(text, valueStart).map(({ start, end }) => text.slice(start, end));
    return `[${[...(prepend?.[key] ?? []), ...sent, ...(append?.[key] ?? [])].join(',')}]`;
  }
  const replacement = replace && Object.hasOwn(replace, key) ? replace[key] : undefined;
  return replacement?.(valueStart, valueEnd) ?? text.slice(valueStart, valueEnd);
}
