import { FhirError } from '../errors.ts';

/** A member of a JSON object as it stands in the text: `text.slice(valueStart, valueEnd)` is the value as sent. */
export interface JsonMember {
  key: string;
  /** The key as it stands in the text, with its quotes: escapes in it stay escapes. */
  name: string;
  valueStart: number;
  valueEnd: number;
}

export interface JsonSpan {
  start: number;
  end: number;
}

const maxDepth = 60;

/**
 * Parses a request body. Refuses (400) what JSON.parse would accept but a reader could understand in two ways or
 * choke on: a member given twice in one object, and nesting deeper than 60.
 */
export function parseJson(text: string): unknown {
  return parseCompactly(text).value;
}

/** The same, with the body's text as {@link compactJson} makes it: most is sent so. */
export function parseCompactly(text: string): { value: unknown; compact: string } {
  const { names, isCompact } = survey(text);
  const value = parsed(text);
  // A member that is given twice is in the text twice and in the value once.
  if (countMembers(value) !== names) refuseDuplicates(text);
  return { value, compact: isCompact ? text : compactJson(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FhirError(400, 'structure', `The body is not JSON: ${plainSyntaxError(cause)}`, {
      reason: 'json-invalid',
    });
  }
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const element of value) members += countMembers(element);
  } else {
    for (const name in value) members += 1 + countMembers((value as Record<string, unknown>)[name]);
  }
  return members;
}

/** The same JSON without white space between its parts: numbers and strings keep every character. */
export function compactJson(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) at = stringEnd(text, at) - 1;
    else if (char <= 0x20) {
      kept.push(text.slice(from, at));
      at = skipSpace(text, at) - 1;
      from = at + 1;
    }
  }
  kept.push(text.slice(from));
  return kept.join('');
}

/** V8 quotes the text around a syntax error, which may hold an identifier: only the position is passed on. */
function plainSyntaxError(cause: unknown): string {
  const position = /position (\d+)/.exec(String(cause))?.[1];
  return position
    ? `syntax error at character ${position}`
    : 'it ends too early or holds an unexpected character';
}

/** How many names of members the text has, however often, and whether there is no white space. Refuses what is nested too deep. */
function survey(text: string): { names: number; isCompact: boolean } {
  let names = 0;
  let isCompact = true;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      const end = stringEnd(text, at);
      if (text.charCodeAt(skipSpace(text, end)) === 0x3a) names++;
      at = end - 1;
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > maxDepth) {
        throw new FhirError(400, 'structure', `The body is nested deeper than ${maxDepth} levels`, {
          reason: 'json-too-deep',
        });
      }
    } else if (char === 0x7d || char === 0x5d) depth--;
    else if (char <= 0x20) isCompact = false;
  }
  return { names, isCompact };
}

function refuseDuplicates(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      const end = stringEnd(text, at);
      if (text.charCodeAt(skipSpace(text, end)) === 0x3a) refuseDuplicate(open.at(-1), keyOf(text, at, end));
      at = end - 1;
    } else if (char === 0x7b || char === 0x5b) open.push(char === 0x7b ? new Set() : undefined);
    else if (char === 0x7d || char === 0x5d) open.pop();
  }
}

function refuseDuplicate(keys: Set<string> | undefined, key: string): void {
  if (keys?.has(key)) {
    const name =
      /^\w*[A-Za-z]\w*$/.test(key) && !/\d{6}/.test(key) ? `The member "${key.slice(0, 40)}"` : 'A member';
    throw new FhirError(400, 'structure', `${name} is given twice in one object`, {
      reason: 'json-duplicate-member',
    });
  }
  keys?.add(key);
}

/** Where the string that starts at `start` ends: after its closing quote. */
export function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function keyOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    return raw;
  }
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function endsScalar(char: number): boolean {
  return char === 0x2c || char === 0x5d || char === 0x7d || char <= 0x20;
}

/** Where the value that starts at `start` ends. The text has passed {@link parseJson}. */
export function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === 0x22) return stringEnd(text, start);
  if (first !== 0x7b && first !== 0x5b) {
    let at = start;
    while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
    return at;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) at = stringEnd(text, at) - 1;
    else if (char === 0x7b || char === 0x5b) depth++;
    else if ((char === 0x7d || char === 0x5d) && --depth === 0) return at + 1;
  }
  return text.length;
}

/**
 * Goes through the members of the object that starts at `start`. The text has passed {@link parseJson}.
 * @param visit is told each name, where its value starts and where the name stands in the text; returns where the value ends
 * @returns where the object ends
 */
export function walkObject(
  text: string,
  start: number,
  visit: (key: string, valueStart: number, nameStart: number, nameEnd: number) => number,
): number {
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === 0x22) {
    const nameEnd = stringEnd(text, at);
    const from = skipSpace(text, skipSpace(text, nameEnd) + 1);
    at = skipSpace(text, visit(keyOf(text, at, nameEnd), from, at, nameEnd));
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/** As {@link walkObject}, the elements of an array. */
export function walkArray(text: string, start: number, visit: (elementStart: number) => number): number {
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== 0x5d) {
    at = skipSpace(text, visit(at));
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/** The members of the object that starts at `start`. The text has passed {@link parseJson}. */
export function objectMembers(text: string, start = skipSpace(text, 0)): JsonMember[] {
  const members: JsonMember[] = [];
  walkObject(text, start, (key, from, nameStart, nameEnd) => {
    const to = valueEnd(text, from);
    members.push({ key, name: text.slice(nameStart, nameEnd), valueStart: from, valueEnd: to });
    return to;
  });
  return members;
}

/** The elements of the array that starts at `start`. The text has passed {@link parseJson}. */
export function arrayElements(text: string, start: number): JsonSpan[] {
  const elements: JsonSpan[] = [];
  walkArray(text, start, (from) => {
    const to = valueEnd(text, from);
    elements.push({ start: from, end: to });
    return to;
  });
  return elements;
}
