import type { Adapter, AdapterFactory, AdapterPayload, AllClientMetadata } from 'oidc-provider';
import { createExpiringMap } from '../ehr/oauth/expiring-map.ts';

interface Entry {
  payload: AdapterPayload;
  expiresAt: number;
}

/** What belongs to an authorization and ends with it. */
const revocable = ['AuthorizationCode', 'RefreshToken', 'AccessToken'];

/**
 * HelseID's memory; a restart empties it. The library's own is one for the whole process and drops the oldest of 1,000
 * entries, which under load are sessions and used assertions.
 */
export function createMemory(clientOf: (id: string) => AllClientMetadata | undefined): AdapterFactory {
  const entries = createExpiringMap<Entry>(Date.now);
  const sessions = createExpiringMap<{ id: string; expiresAt: number }>(Date.now);
  const families = createExpiringMap<{ keys: string[]; expiresAt: number }>(Date.now);

  const adapter = (model: string): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    const find = async (id: string) => entries.get(keyOf(id))?.payload;
    return {
      find,
      async upsert(id, payload, seconds = 0) {
        const expiresAt = Date.now() + seconds * 1000;
        entries.set(keyOf(id), { payload, expiresAt });
        if (model === 'Session' && payload.uid !== undefined) sessions.set(payload.uid, { id, expiresAt });
        if (!revocable.includes(model) || payload.grantId === undefined) return;
        const family = families.get(payload.grantId) ?? { keys: [], expiresAt };
        families.set(payload.grantId, {
          keys: [...family.keys, keyOf(id)],
          expiresAt: Math.max(family.expiresAt, expiresAt),
        });
      },
      findByUid: async (uid) => find(sessions.get(uid)?.id ?? ''),
      findByUserCode: async () => undefined,
      async consume(id) {
        const payload = await find(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => entries.delete(keyOf(id)),
      async revokeByGrantId(grantId) {
        families.get(grantId)?.keys.forEach((key) => entries.delete(key));
        families.delete(grantId);
      },
    };
  };
  const clients: Adapter = { ...adapter('Client'), find: async (id) => clientOf(id) };
  return (model) => (model === 'Client' ? clients : adapter(model));
}
