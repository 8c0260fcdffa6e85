import type { Pool } from 'pg';
import type { StoreConfig } from '../config.ts';
import type { Helseid } from '../helseid/helseid.ts';
import type { Logger } from '../logger.ts';
import type { StoreFor } from './national-store.ts';

/** The national store that the configuration chooses, ready to be asked. */
export interface OpenStore {
  storeFor: StoreFor;
  /** Fails when the store cannot be asked. */
  storeHealth: () => Promise<void>;
  /** Present when clinicians log in to the store themselves. */
  helseid?: Helseid;
}

export interface StoreSurroundings {
  readers: Pool;
  writers: Pool;
  publicUrl: string;
  /** 32 bytes. */
  tokenKey: Uint8Array;
  log: Logger;
}

/**
 * Loads only what the chosen store needs.
 * @throws {ConfigError} when a key file of the store cannot be used
 */
export async function openStore(config: StoreConfig, surroundings: StoreSurroundings): Promise<OpenStore> {
  switch (config.kind) {
    case 'embedded': {
      const { createEmbeddedStore } = await import('./embedded/store.ts');
      const store = createEmbeddedStore(surroundings.readers, surroundings.writers);
      return { storeFor: () => store, storeHealth: () => store.health() };
    }
    case 'pmd': {
      const { openPmd } = await import('./pmd/open-pmd.ts');
      return await openPmd(config, surroundings);
    }
    case 'fhir': {
      const { openFhirServer } = await import('./fhir/open-fhir-server.ts');
      return openFhirServer(config.fhir, surroundings);
    }
  }
}
