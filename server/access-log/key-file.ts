import { findKey, makeKey } from '../access/token-key.ts';
import type { Config } from '../config.ts';

const file = 'access-log.key';

/** ACCESS_LOG_KEY, else `access-log.key` of the data folder, made when there is none. For a facade that starts. */
export async function readAccessLogKey({
  accessLogKey,
  dataDir,
}: Pick<Config, 'accessLogKey' | 'dataDir'>): Promise<Uint8Array> {
  return accessLogKey ?? (await findKey(dataDir, file)) ?? (await makeKey(dataDir, file));
}

/** The same, but undefined when there is none: nothing can be proved by a key that was made just now. */
export async function findAccessLogKey({
  accessLogKey,
  dataDir,
}: Pick<Config, 'accessLogKey' | 'dataDir'>): Promise<Uint8Array | undefined> {
  return accessLogKey ?? (await findKey(dataDir, file));
}
