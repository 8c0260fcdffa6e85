import { intersectScopes, parseResourceScope, formatResourceScope } from '../ehr/oauth/scopes.ts';

/** One thing a person can say yes or no to. */
export interface ConsentChoice {
  /** A scope, within the one that the app asked for. */
  scope: string;
  kind: 'resource' | 'offline';
}

/** Reading and changing are two things to say yes to, whether the app asks for them in one scope or two. */
const parts = ['rs', 'cud'];

/** What of `scopes` a person may leave out. The rest says who the user is, without which nothing works. */
export function choicesIn(scopes: readonly string[]): ConsentChoice[] {
  return scopes.flatMap((scope): ConsentChoice[] => {
    if (scope === 'offline_access') return [{ scope, kind: 'offline' }];
    const asked = parseResourceScope(scope);
    if (!asked) return [];
    return parts
      .map((part) => [...asked.permissions].filter((letter) => part.includes(letter)).join(''))
      .filter(Boolean)
      .map((permissions) => ({
        scope: formatResourceScope({ ...asked, permissions, v1: false }),
        kind: 'resource',
      }));
  });
}

/** The part of `scopes` that was said yes to, in the form it was asked for; what cannot be left out stays. */
export function narrowed(scopes: readonly string[], ticked: readonly string[]): string[] {
  const optional = choicesIn(scopes);
  const chosen = optional.map(({ scope }) => scope).filter((scope) => ticked.includes(scope));
  return scopes.flatMap((scope) => {
    if (scope === 'offline_access') return chosen.includes(scope) ? [scope] : [];
    return parseResourceScope(scope) ? intersectScopes([scope], chosen) : [scope];
  });
}

/** Whether the app gets anything of the person's. */
export const holdsData = (scopes: readonly string[]) => scopes.some((scope) => parseResourceScope(scope));
