import { randomUUID } from 'node:crypto';
import type { Session } from '../../server/access/ended-sessions.ts';

/** A login of its own. */
export function newSession(): Session {
  return { id: randomUUID(), until: Date.now() + 3_600_000 };
}
