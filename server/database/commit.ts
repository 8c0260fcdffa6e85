import type { PoolClient } from './pool.ts';

/**
 * Commits behind writes that are under way, without waiting for them: what failed, the server does not commit, and says so.
 * @throws what the writes failed with, when nothing was committed; anything else when that is not known
 */
export async function commitBehind(client: PoolClient, writes: Promise<unknown>): Promise<void> {
  const [written, committed] = await Promise.allSettled([writes, client.query('commit')]);
  if (committed.status === 'rejected') throw committed.reason;
  const isCommitted = committed.value.command === 'COMMIT';
  if (written.status === 'fulfilled' && isCommitted) return;
  if (written.status === 'rejected' && !isCommitted) throw written.reason;
  throw new Error('The database did not commit as it was told to', {
    cause: written.status === 'rejected' ? written.reason : undefined,
  });
}
