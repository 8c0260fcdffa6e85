import { collection, pulse } from './observation-bundle.ts';
import { startPmd } from './pmd-sandbox.ts';

/** A program that delivers until it is killed, and prints the id of each Observation once it has been answered. */
const sandbox = await startPmd({ dataFile: String(process.argv[2]) });
for (let i = 0; ; i++) {
  const response = await sandbox.deliver(collection([{ ...pulse('2026-03-01T10:00:00Z'), id: `id-${i}` }]));
  if (response.status === 200) process.stdout.write(`id-${i}\n`);
}
