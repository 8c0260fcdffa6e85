import type { Client } from './clients.ts';
import type { LaunchContext } from './launch-context.ts';
import { intersectScopes, parseResourceScope } from './scopes.ts';

/**
 * What the client gets: the part of what it asked for that its registration, and the launch if it sets bounds, cover.
 * Without a patient no patient-level scope is granted, except where the launch is meant to be faulty in just that way.
 */
export function decideScopes(asked: readonly string[], client: Client, context: LaunchContext): string[] {
  const registered = intersectScopes(asked, client.scope.split(' '));
  const bounded = context.scope ? intersectScopes(registered, context.scope) : registered;
  const contextual =
    context.patient || context.faults.has('no-patient') ? bounded : bounded.filter(notPatientLevel);
  return context.faults.has('narrowed-scope') ? contextual.filter(leavesOutObservations) : contextual;
}

const notPatientLevel = (scope: string) =>
  parseResourceScope(scope)?.level !== 'patient' && scope !== 'launch/patient';

function leavesOutObservations(scope: string): boolean {
  const type = parseResourceScope(scope)?.type;
  return type !== 'Observation' && type !== '*';
}
