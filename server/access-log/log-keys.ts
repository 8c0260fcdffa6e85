import { createHmac, hkdfSync } from 'node:crypto';

/** What is derived from one secret of the access log; each key proves one thing only. */
export interface LogKey {
  /** Stands in every row: tells the secrets apart, and nothing of them. */
  id: number;
  entry: Buffer;
  head: Buffer;
  anchor: Buffer;
}

export interface LogKeys {
  /** What is written is written with this one. */
  current: LogKey;
  /** Undefined: no secret of this id is known here. */
  byId(id: number): LogKey | undefined;
}

/**
 * @param current 32 bytes that are not in the database
 * @param former secrets that older entries were written with
 */
export function deriveLogKeys(current: Uint8Array, former: readonly Uint8Array[] = []): LogKeys {
  const keys = [current, ...former].map(derive);
  const byId = new Map(keys.map((key) => [key.id, key]));
  return { current: keys[0] as LogKey, byId: (id) => byId.get(id) };
}

function derive(secret: Uint8Array): LogKey {
  if (secret.length !== 32) throw new Error(`A key of the access log is 32 bytes, not ${secret.length}`);
  const key = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `hjemmekurve access-log ${use} v1`, 32));
  const id = createHmac('sha256', key('id')).digest().readInt32BE(0);
  return { id, entry: key('entry'), head: key('head'), anchor: key('anchor') };
}
