import type { OpenStore, StoreSurroundings } from '../open-store.ts';
import { createCollections, guardDefaults } from '../remote/remote-defaults.ts';
import { createRemoteStore } from '../remote/remote-store.ts';
import { createGuard } from '../remote/resilience/guard.ts';
import { createFhirUpstream } from './fhir-upstream.ts';
import type { FhirServerSettings } from './keys.ts';

/** A FHIR R4 server with the facade's own access: clinicians do not log in to it. */
export function openFhirServer(
  settings: FhirServerSettings,
  { tokenKey }: Pick<StoreSurroundings, 'tokenKey'>,
): OpenStore {
  const guard = createGuard({ name: 'fhir', ...guardDefaults });
  const upstream = createFhirUpstream({ settings, guard });
  return {
    storeFor: createRemoteStore({
      name: settings.name,
      upstream,
      key: tokenKey,
      cache: createCollections(),
    }),
    storeHealth: () => upstream.health(AbortSignal.timeout(5000)),
    storeElsewhere: true,
  };
}
