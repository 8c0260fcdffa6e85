import type { StoreConfig } from '../../config.ts';
import { createHelseid } from '../../helseid/helseid.ts';
import { readClientKey } from '../../helseid/client-key.ts';
import type { OpenStore, StoreSurroundings } from '../open-store.ts';
import { createCollections, guardDefaults } from '../remote/remote-defaults.ts';
import { createRemoteStore, personName } from '../remote/remote-store.ts';
import { createGuard, type GuardOptions } from '../remote/resilience/guard.ts';
import { createPmdUpstream } from './pmd-upstream.ts';

/** PMD through HelseID. What was kept for a login is forgotten with it, what was kept of a patient when there is another. */
export async function openPmd(
  { helseid: config, pmd: settings }: Extract<StoreConfig, { kind: 'pmd' }>,
  { publicUrl, tokenKey, log }: Pick<StoreSurroundings, 'publicUrl' | 'tokenKey' | 'log'>,
  guarding: Partial<GuardOptions> = {},
): Promise<Required<OpenStore>> {
  const key = await readClientKey(config.key);
  const helseid = createHelseid({ config, key, publicUrl, log });
  const guard = createGuard({ name: 'pmd', ...guardDefaults, ...guarding });
  const upstream = createPmdUpstream({ settings, access: helseid.access, guard, now: Date.now });
  const cache = createCollections();
  helseid.access.onDrop((session, patient) => cache.drop(session, patient && personName(patient)));
  return {
    storeFor: createRemoteStore({ name: 'Pasientens måledata', upstream, key: tokenKey, cache }),
    storeHealth: () => upstream.health(AbortSignal.timeout(5000)),
    helseid,
    storeElsewhere: true,
  };
}
