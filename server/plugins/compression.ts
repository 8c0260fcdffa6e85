import { constants, createBrotliCompress } from 'node:zlib';
import type { Server } from '@hapi/hapi';

/**
 * Fastest levels: answers are compressed while somebody waits. Brotli 1 makes Bundles smaller than gzip 1 does, and
 * sooner; $trend asks for a higher quality of its own. Used with hapi's own choice of media types (`application/fhir+json` is one) and 1 kB minimum.
 */
export const compressionLevels = {
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  gzip: { level: 1 },
};

/** Brotli comes before gzip when the client takes both equally. */
export function registerBrotli(server: Server): void {
  server.encoder('br', (options) => createBrotliCompress(options ?? compressionLevels.br));
}
