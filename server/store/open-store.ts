import type { Pool } from 'pg';
import type { AccessLog } from '../access-log/access-log.ts';
import type { LogKeys } from '../access-log/log-keys.ts';
import type { StoreConfig } from '../config.ts';
import type { FollowUps } from '../follow-ups/follow-ups.ts';
import type { Helseid } from '../helseid/helseid.ts';
import type { Logger } from '../logger.ts';
import type { StoreFor } from './national-store.ts';
import { logDeliveries } from './remote/log-deliveries.ts';

/** The national store that the configuration chooses, ready to be asked. */
export interface OpenStore {
  storeFor: StoreFor;
  /** Fails when the store cannot be asked. */
  storeHealth: () => Promise<void>;
  /** Present when clinicians log in to the store themselves. */
  helseid?: Helseid;
  /** Set when the store is not on the facade's own database: a long history may take seconds to come. */
  storeElsewhere?: true;
}

export interface StoreSurroundings {
  readers: Pool;
  writers: Pool;
  publicUrl: string;
  /** 32 bytes. */
  tokenKey: Uint8Array;
  log: Logger;
  /** The access log, and what it is proved by: for what is delivered. */
  accessLog: AccessLog;
  accessLogKeys: LogKeys;
  /** What a delivery to a store elsewhere begins; the embedded store writes it with the measurements. */
  followUps: Pick<FollowUps, 'begin'>;
}

/**
 * Loads only what the chosen store needs.
 * @throws {ConfigError} when a key file of the store cannot be used
 */
export async function openStore(config: StoreConfig, surroundings: StoreSurroundings): Promise<OpenStore> {
  const { readers, writers, accessLogKeys } = surroundings;
  switch (config.kind) {
    case 'embedded': {
      const { createEmbeddedStore } = await import('./embedded/store.ts');
      const store = createEmbeddedStore(readers, accessLogKeys, writers);
      return { storeFor: () => store, storeHealth: () => store.health() };
    }
    case 'pmd': {
      const { openPmd } = await import('./pmd/open-pmd.ts');
      return withLoggedDeliveries(await openPmd(config, surroundings), surroundings);
    }
    case 'fhir': {
      const { openFhirServer } = await import('./fhir/open-fhir-server.ts');
      return withLoggedDeliveries(openFhirServer(config.fhir, surroundings), surroundings);
    }
  }
}

/** A store elsewhere knows nothing of the log and of who is followed. */
function withLoggedDeliveries(store: OpenStore, { accessLog, followUps }: StoreSurroundings): OpenStore {
  return {
    ...store,
    storeFor: (...caller) => logDeliveries(store.storeFor(...caller), accessLog, followUps),
  };
}
