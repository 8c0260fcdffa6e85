/** r = read one by id, s = search; the others are create, update, delete (SMART 2.2, "Scopes for requesting FHIR Resources"). */
export type ScopeLetter = 'c' | 'r' | 'u' | 'd' | 's';
export type ScopeContext = 'patient' | 'user' | 'system';

/** One coding a scope is limited to; an absent system means any system, an empty one no system. */
export interface ScopeCategory {
  system?: string;
  code: string;
}

export interface Scope {
  context: ScopeContext;
  /** A FHIR resource type or `*`. */
  type: string;
  /** A subset of `cruds`, in that order. */
  letters: string;
  /** Absent: not limited. Otherwise any one of these. */
  categories?: ScopeCategory[];
}

const pattern =
  /^(patient|user|system)\/([A-Z][A-Za-z]+|\*)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(.+))?$/;
const version1: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

/**
 * The resource scopes in a `scope` string, v1 and v2. What is not understood (letters out of order, limits other than
 * one `category`) is left out: it never widens what is allowed.
 */
export function parseScopes(scope: string | readonly string[]): Scope[] {
  const words = typeof scope === 'string' ? scope.split(/\s+/) : scope;
  return words.flatMap((word) => {
    const [, context, type, rights, query] = pattern.exec(word) ?? [];
    if (!context || !type || !rights) return [];
    const parsed = { context: context as ScopeContext, type, letters: version1[rights] ?? rights };
    if (query === undefined) return [parsed];
    const categories = parseCategories(query);
    return categories ? [{ ...parsed, categories }] : [];
  });
}

function parseCategories(query: string): ScopeCategory[] | undefined {
  const entries = [...new URLSearchParams(query)];
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1 || name !== 'category' || !value) return undefined;
  const categories = value.split(',').map((token) => {
    const [first = '', second] = token.split('|');
    return second === undefined ? { code: first } : { system: first, code: second };
  });
  return categories.every(({ code }) => /^[^\s|\\"]+$/.test(code)) ? categories : undefined;
}

/** Whether any of the scopes allows this, if only for some categories: see `allowedCategories`. */
export function allows(
  scopes: readonly Scope[],
  context: ScopeContext,
  type: string,
  letter: ScopeLetter,
): boolean {
  return matching(scopes, context, type, letter).length > 0;
}

/** The categories that reading (r) or searching (s) is limited to; undefined: all. Nothing allowed: an empty list. */
export function allowedCategories(
  scopes: readonly Scope[],
  context: ScopeContext,
  type: string,
  letter: ScopeLetter,
): ScopeCategory[] | undefined {
  const found = matching(scopes, context, type, letter);
  if (found.some(({ categories }) => !categories)) return undefined;
  return found.flatMap(({ categories = [] }) => categories);
}

function matching(
  scopes: readonly Scope[],
  context: ScopeContext,
  type: string,
  letter: ScopeLetter,
): Scope[] {
  return scopes.filter(
    (scope) =>
      scope.context === context &&
      (scope.type === type || scope.type === '*') &&
      scope.letters.includes(letter),
  );
}

/** What both lists allow. */
export function intersectScopes(held: readonly Scope[], requested: readonly Scope[]): Scope[] {
  return held.flatMap((one) => requested.flatMap((other) => intersect(one, other) ?? []));
}

function intersect(one: Scope, other: Scope): Scope | undefined {
  const type = one.type === '*' ? other.type : one.type;
  const letters = [...one.letters].filter((letter) => other.letters.includes(letter)).join('');
  if (one.context !== other.context || (other.type !== '*' && other.type !== type) || !letters)
    return undefined;
  const categories = sharedCategories(one.categories, other.categories);
  if (categories?.length === 0) return undefined;
  return { context: one.context, type, letters, ...(categories && { categories }) };
}

function sharedCategories(one?: ScopeCategory[], other?: ScopeCategory[]): ScopeCategory[] | undefined {
  if (!one || !other) return one ?? other;
  return one.flatMap((a) =>
    other
      .filter(
        (b) =>
          a.code === b.code && (a.system === undefined || b.system === undefined || a.system === b.system),
      )
      .map((b) => ({ ...b, ...a })),
  );
}

/** Scopes in v2 syntax, without repetition. */
export function formatScopes(scopes: readonly Scope[]): string[] {
  return [...new Set(scopes.map(format))];
}

function format({ context, type, letters, categories }: Scope): string {
  const tokens = categories?.map(({ system, code }) => (system === undefined ? code : `${system}|${code}`));
  return `${context}/${type}.${letters}${tokens ? `?category=${tokens.map(encodeCategory).join(',')}` : ''}`;
}

/** Only what would break the scope string or the query is encoded, so that scopes stay readable. */
function encodeCategory(token: string): string {
  return token.replace(/[%&#+\s"\\]/g, (character) => encodeURIComponent(character));
}
