export type Level = 'patient' | 'user' | 'system';

/** A SMART resource scope, v1 or v2, in one form. `query` holds the v2 search restriction (all must hold). */
export interface ResourceScope {
  level: Level;
  type: string;
  /** Letters of `cruds`, in that order. */
  permissions: string;
  query: readonly (readonly [name: string, value: string])[];
  /** Written with `.read`, `.write` or `.*`, and therefore answered in that form. */
  v1: boolean;
}

const letters = 'cruds';
const v1Permissions: Record<string, string> = { read: 'rs', write: 'cud', '*': letters };
const pattern = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]*)\.(read|write|\*|c?r?u?d?s?)(?:\?(.+))?$/;

/** The only restriction this server can enforce; a scope with any other is dropped, never widened. */
const enforceable: Record<string, readonly string[]> = { Observation: ['category'] };

/** Reads one resource scope. Undefined for anything that is not one, such as letters out of order (`.dus`). */
export function parseResourceScope(text: string): ResourceScope | undefined {
  const match = pattern.exec(text);
  const [, level, type, access, search] = match ?? [];
  if (!level || !type || !access) return undefined;
  const v1 = access in v1Permissions;
  if (v1 && search) return undefined;
  const query = [...new URLSearchParams(search ?? '')];
  if (search && query.length === 0) return undefined;
  if (query.some(([name, value]) => !value || !enforceable[type]?.includes(name))) return undefined;
  return { level: level as Level, type, permissions: v1Permissions[access] ?? access, query, v1 };
}

export function formatResourceScope({ level, type, permissions, query, v1 }: ResourceScope): string {
  const v1Name = v1 && Object.keys(v1Permissions).find((name) => v1Permissions[name] === permissions);
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return `${level}/${type}.${v1Name || permissions}${search && `?${search}`}`;
}

/** Splits a scope parameter at spaces; each scope once. */
export function splitScope(scope: string): string[] {
  return [...new Set(scope.split(' ').filter(Boolean))];
}

function overlap(asked: ResourceScope, allowed: ResourceScope): ResourceScope | undefined {
  if (asked.level !== allowed.level) return undefined;
  if (asked.type !== allowed.type && asked.type !== '*' && allowed.type !== '*') return undefined;
  const type = asked.type === '*' ? allowed.type : asked.type;
  const permissions = [...asked.permissions]
    .filter((letter) => allowed.permissions.includes(letter))
    .join('');
  if (!permissions) return undefined;
  const added = allowed.query.filter(
    ([name, value]) => !asked.query.some((pair) => pair[0] === name && pair[1] === value),
  );
  return { ...asked, type, permissions, query: [...asked.query, ...added] };
}

function sameReach(a: ResourceScope, b: ResourceScope): boolean {
  return formatResourceScope({ ...a, permissions: 'r' }) === formatResourceScope({ ...b, permissions: 'r' });
}

function merge(scopes: readonly ResourceScope[]): ResourceScope[] {
  const merged: ResourceScope[] = [];
  for (const scope of scopes) {
    const twin = merged.find((other) => sameReach(other, scope));
    if (!twin) merged.push({ ...scope });
    else {
      const both = twin.permissions + scope.permissions;
      twin.permissions = [...letters].filter((letter) => both.includes(letter)).join('');
    }
  }
  return merged;
}

function sameScope(a: ResourceScope, b: ResourceScope): boolean {
  return sameReach(a, b) && a.permissions === b.permissions;
}

function grantOne(text: string, allowed: readonly string[]): string[] {
  const asked = parseResourceScope(text);
  if (!asked) return allowed.includes(text) ? [text] : [];
  const limits = allowed.flatMap((one) => parseResourceScope(one) ?? []);
  const granted = merge(limits.flatMap((limit) => overlap(asked, limit) ?? []));
  return granted.some((scope) => sameScope(scope, asked)) ? [text] : granted.map(formatResourceScope);
}

/** What may be granted: the part of `asked` that `allowed` covers, never more, each scope in the form asked for. */
export function intersectScopes(asked: readonly string[], allowed: readonly string[]): string[] {
  return [...new Set(asked.flatMap((text) => grantOne(text, allowed)))];
}

/** True when everything in `asked` lies within `allowed`. */
export function coversScopes(allowed: readonly string[], asked: readonly string[]): boolean {
  return asked.every((text) => grantOne(text, allowed).includes(text));
}
