import { distribute, hasCitus } from './citus.ts';
import { CommandError, runCommand } from './command.ts';
import { migrate } from './migrate.ts';

const noCitus = `This database has no Citus, so nothing was changed. Install the package of Citus for its PostgreSQL on \
the coordinator and on every worker (https://docs.citusdata.com/en/stable/installation/), put citus into \
shared_preload_libraries, restart, run CREATE EXTENSION citus in this database on every node, and add the workers.`;

/** `npm run migrate [-- --citus]`: brings the schema up to this code's, and distributes its tables on Citus. */
await runCommand(['--citus'], async (pool, given) => {
  const citus = given.has('--citus');
  if (citus && !(await hasCitus(pool))) throw new CommandError(noCitus);
  const applied = await migrate(pool);
  for (const name of applied) say(`Applied ${name}`);
  if (applied.length === 0) say('The schema is up to date: nothing to apply');
  if (!citus) return;
  const distributed = await distribute(pool);
  for (const { table, kind } of distributed) say(`Distributed ${table} (${kind})`);
  if (distributed.length === 0) say('Every table is distributed already');
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
