import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../server/database/embedded/start.ts';
import './database.ts';

/** Gives the database-dependent tests their PostgreSQL: TEST_DATABASE_URL, else one embedded for the whole run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) {
    project.provide('databaseUrl', url);
    return undefined;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'hjemmekurve-test-'));
  const log = {
    info: () => undefined,
    error: (fields: object, message: string) => void process.stderr.write(`${message} ${inspect(fields)}\n`),
  };
  const database = await startEmbedded({ dataDir, log });
  project.provide('databaseUrl', database.url);
  return async () => {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
}
