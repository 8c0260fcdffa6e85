import type { Client } from './clients.ts';
import type { LaunchContext } from './launch-context.ts';
import { intersectScopes, parseResourceScope } from './scopes.ts';

/** What the client gets: the part of what it asked for that its registration, and the launch if it sets bounds, cover. */
export function decideScopes(
  asked: readonly string[],
  client: Client,
  { scope, faults }: LaunchContext,
): string[] {
  const registered = intersectScopes(asked, client.scope.split(' '));
  const bounded = scope ? intersectScopes(registered, scope) : registered;
  return faults.has('narrowed-scope') ? bounded.filter(leavesOutObservations) : bounded;
}

function leavesOutObservations(scope: string): boolean {
  const type = parseResourceScope(scope)?.type;
  return type !== 'Observation' && type !== '*';
}
