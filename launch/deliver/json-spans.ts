/** A stretch of a JSON text: `text.slice(start, end)` is one value. */
export interface Span {
  start: number;
  end: number;
}

/** The elements of the array that starts at `start`. The text must be valid JSON. */
export function* elementSpans(text: string, start: number): Generator<Span> {
  let at = skipBetween(text, start + 1);
  while (text[at] !== ']') {
    const end = valueEnd(text, at);
    yield { start: at, end };
    at = skipBetween(text, end);
  }
}

/** The members of the object that starts at `start`, each with its key. The text must be valid JSON. */
export function* memberSpans(text: string, start: number): Generator<Span & { key: string }> {
  let at = skipBetween(text, start + 1);
  while (text[at] !== '}') {
    const keyEnd = valueEnd(text, at);
    const value = skipBetween(text, keyEnd);
    const end = valueEnd(text, value);
    yield { key: JSON.parse(text.slice(at, keyEnd)) as string, start: value, end };
    at = skipBetween(text, end);
  }
}

/** The first character from `at` that is neither white space, comma nor colon. */
export function skipBetween(text: string, at: number): number {
  let next = at;
  while (' \t\r\n,:'.includes(text[next] ?? 'end')) next++;
  return next;
}

function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') {
      at = stringEnd(text, at) - 1;
    } else if (character === '{' || character === '[') {
      depth++;
      continue;
    } else if (character === '}' || character === ']') {
      depth--;
    } else if (depth > 0 || !' \t\r\n,}]'.includes(text[at + 1] ?? ',')) {
      continue;
    }
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
