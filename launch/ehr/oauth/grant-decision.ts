import type { Client } from './clients.ts';
import type { LaunchContext } from './launch-context.ts';
import { intersectScopes, parseResourceScope } from './scopes.ts';

/** What the client gets: the part of what it asked for that its registration, and the launch if it sets bounds, cover. */
export function decideScopes(
  asked: readonly string[],
  client: Client,
  { scope, faults }: Pick<LaunchContext, 'scope' | 'faults'>,
): string[] {
  const registered = intersectScopes(asked, client.scope.split(' '));
  const bounded = scope ? intersectScopes(registered, scope) : registered;
  const withheld = withheldByFault.filter(([fault]) => faults.has(fault)).map(([, type]) => type);
  return bounded.filter((text) => !withheld.some((type) => reaches(text, type)));
}

const withheldByFault = [
  ['narrowed-scope', 'Observation'],
  ['no-document-write', 'DocumentReference'],
] as const;

function reaches(scope: string, type: string): boolean {
  const reached = parseResourceScope(scope)?.type;
  return reached === type || reached === '*';
}
